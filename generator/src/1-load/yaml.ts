import { failed, type Parsed } from "./text.js";
import { parseTree, type YamlNode } from "./yaml-tree.js";
import { toJson } from "./yaml-value.js";

/** The value of a YAML text, or everything that is wrong with it. */
export const parseYaml = (text: string): Parsed => {
  const tree = parseTree(text);
  return tree.ok ? toJson(tree.root) : failed(...tree.faults);
};

type YamlMember = { readonly start: number; readonly value: YamlNode };

/** What each alias means: the anchor that stands above it. */
const aliasTargets = (root: YamlNode): ReadonlyMap<YamlNode, YamlNode> => {
  const anchors = new Map<string, YamlNode>();
  const targets = new Map<YamlNode, YamlNode>();
  const visit = (node: YamlNode): void => {
    if (node.kind === "alias") {
      const target = anchors.get(node.name);
      if (target) targets.set(node, target);
      return;
    }
    if (node.anchor !== undefined) anchors.set(node.anchor, node);
    if (node.kind === "list") node.items.forEach(visit);
    if (node.kind === "map") for (const { key, value } of node.items) [key, value].forEach(visit);
  };
  visit(root);
  return targets;
};

/** Offset of the member or element that the tokens name, or of the nearest one above; through aliases and merge keys. */
export const yamlFinder = (text: string): ((tokens: readonly string[]) => number) => {
  const tree = parseTree(text);
  if (!tree.ok || tree.root === undefined) return () => 0;
  const { root } = tree;
  const targets = aliasTargets(root);
  const resolve = (node: YamlNode): YamlNode | undefined =>
    node.kind === "alias" ? targets.get(node) : node;
  const step = (container: YamlNode, token: string): YamlMember | undefined => {
    const node = resolve(container);
    if (node?.kind === "list") {
      const item = node.items[Number(token)];
      return item && { start: item.start, value: item };
    }
    if (node?.kind !== "map") return undefined;
    const keyText = (key: YamlNode): string | undefined => {
      const name = resolve(key);
      return name?.kind === "scalar" ? name.text : undefined;
    };
    const own = node.items.find(({ key }) => keyText(key) === token);
    if (own) return { start: own.key.start, value: own.value };
    const merges = node.items.filter(({ key }) => keyText(key) === "<<").map(({ value }) => resolve(value));
    return merges
      .flatMap((merged) => (merged?.kind === "list" ? merged.items : (merged ?? [])))
      .map((source) => step(source, token))
      .find((member) => member !== undefined);
  };
  return (tokens) => {
    let start = root.start;
    let value = root;
    for (const token of tokens) {
      const member = step(value, token);
      if (!member) break;
      ({ start, value } = member);
    }
    return start;
  };
};
