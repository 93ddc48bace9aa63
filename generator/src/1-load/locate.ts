import { isAlias, isMap, isScalar, isSeq, type Node } from "yaml";
import { tokensOf } from "../document/pointer.js";
import type { Position } from "../report/index.js";
import { type Member, membersAt } from "./json-members.js";
import { lineIndex } from "./lines.js";
import { parseYamlTree } from "./yaml.js";

/** Walks down a text: the offset of the member or element that the tokens name, or of the nearest one above. */
type Finder = (tokens: readonly string[]) => number;

/** Offsets in JSON. The children of each container on the way are listed once. */
const jsonFinder = (text: string): Finder => {
  const known = new Map<number, ReadonlyMap<string, Member>>();
  const membersOf = (offset: number): ReadonlyMap<string, Member> => {
    const cached = known.get(offset);
    if (cached) return cached;
    const members = new Map(membersAt(text, offset).map((member) => [member.token, member]));
    known.set(offset, members);
    return members;
  };
  const root = text.search(/\S/);
  return (tokens) => {
    let start = root;
    let value = root;
    for (const token of tokens) {
      const member = membersOf(value).get(token);
      if (!member) break;
      ({ start, value } = member);
    }
    return start;
  };
};

const offsetOf = (node: unknown): number | undefined =>
  node instanceof Object ? (node as Node).range?.[0] : undefined; // children of a parsed document are nodes

/** Offsets in YAML, through aliases and merge keys. */
const yamlFinder = (text: string): Finder => {
  const tree = parseYamlTree(text);
  const resolve = (node: unknown): unknown => (isAlias(node) ? node.resolve(tree) : node);
  const step = (container: unknown, token: string): { start: unknown; value: unknown } | undefined => {
    const node = resolve(container);
    if (isSeq(node)) {
      const item = node.items[Number(token)];
      return item === undefined ? undefined : { start: item, value: item };
    }
    if (!isMap(node)) return undefined;
    for (const { key, value } of node.items) {
      const name = resolve(key);
      if (isScalar(name) && (name.value === token || name.source === token)) return { start: key, value };
    }
    const merges = node.items.filter(({ key }) => isScalar(key) && key.value === "<<");
    for (const { value } of merges) {
      const merged = resolve(value);
      const found = (isSeq(merged) ? merged.items : [merged])
        .map((source) => step(source, token))
        .find(Boolean);
      if (found) return found;
    }
    return undefined;
  };
  return (tokens) => {
    let start = offsetOf(tree.contents) ?? 0;
    let value: unknown = tree.contents;
    for (const token of tokens) {
      const found = step(value, token);
      if (!found) break;
      start = offsetOf(found.start) ?? start;
      value = found.value;
    }
    return start;
  };
};

const isJson = (text: string): boolean => {
  if (!/^\s*[{[]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** Pointer → line and column in a text that was parsed without positions. The work is done on first use and kept. */
export const locator = (text: string): ((pointer: string) => Position) => {
  const positionAt = lineIndex(text);
  let find: Finder | undefined;
  return (pointer) => {
    find ??= isJson(text) ? jsonFinder(text) : yamlFinder(text);
    return positionAt(find(tokensOf(pointer)));
  };
};
