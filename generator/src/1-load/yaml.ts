import { type Document, isAlias, isMap, isScalar, isSeq, type Node, parseDocument } from "yaml";
import { type Fault, failed, type Parsed } from "./faults.js";
import { toJson } from "./yaml-value.js";

/** YAML 1.2 core whatever a directive says; duplicate keys are found while converting, where both places are known. */
const parseYamlTree = (text: string): Document.Parsed =>
  parseDocument(text, {
    schema: "core",
    merge: false,
    resolveKnownTags: false,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: "error",
  });

const faultOf = (problem: { readonly message: string; readonly pos: readonly [number, number] }): Fault => {
  const offset = problem.pos[0];
  if (problem.message.includes("call stack")) return { kind: "deep", offset };
  if (problem.message.includes("multiple documents")) {
    return { kind: "syntax", problem: "a second document begins here; one is expected.", offset };
  }
  return { kind: "syntax", problem: `${problem.message.split("\n", 1)[0]}.`.replace(/\.\.$/, "."), offset };
};

/** The value of a YAML text, or everything that is wrong with it. */
export const parseYaml = (text: string): Parsed => {
  const tree = parseYamlTree(text);
  const [first, ...others] = tree.errors.slice(0, 10).map(faultOf);
  if (first) return first.kind === "deep" ? failed(first) : failed(first, ...others);
  return toJson(tree);
};

const offsetOf = (node: unknown): number | undefined =>
  node instanceof Object ? (node as Node).range?.[0] : undefined; // children of a parsed document are nodes

/** Offset of the member or element that the tokens name, or of the nearest one above; through aliases and merge keys. */
export const yamlFinder = (text: string): ((tokens: readonly string[]) => number) => {
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
      const member = (isSeq(merged) ? merged.items : [merged])
        .map((source) => step(source, token))
        .find(Boolean);
      if (member) return member;
    }
    return undefined;
  };
  return (tokens) => {
    let start = offsetOf(tree.contents) ?? 0;
    let value: unknown = tree.contents;
    for (const token of tokens) {
      const member = step(value, token);
      if (!member) break;
      start = offsetOf(member.start) ?? start;
      value = member.value;
    }
    return start;
  };
};
