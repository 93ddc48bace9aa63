import { type Json, keepNumberText } from "../document/json.js";

import { type Fault, failed, maxAliased, maxDepth, type Parsed } from "./text.js";
import type { YamlAlias, YamlList, YamlMap, YamlNode, YamlScalar } from "./yaml-tree.js";

type Walk = {
  readonly faults: Fault[];
  readonly anchors: Map<string, YamlNode>;
  /** What each alias meant where it stands; an anchor may be set again further down. */
  readonly targets: Map<YamlAlias, YamlNode>;
  /** Anchored nodes that we are inside of. */
  readonly open: YamlNode[];
  /** Values made through aliases so far. */
  aliased: number;
  /** How many aliases we are inside of. */
  inAlias: number;
  /** A limit was reached: no more values. */
  stopped: boolean;
};

/** Unquoted, these mean the text that was written: `version: 1.0` is not the number 1. */
const textPaths: ReadonlySet<string> = new Set(["/openapi", "/swagger", "/info/version"]);

const stop = (walk: Walk, fault: Fault): null => {
  walk.faults.push(fault);
  walk.stopped = true;
  return null;
};

/** The core schema of YAML 1.2 (section 10.3.2). A number that JSON cannot hold is its text. */
const coreValue = (text: string): Json => {
  if (/^(~|[Nn]ull|NULL)?$/.test(text)) return null;
  if (/^([Tt]rue|TRUE)$/.test(text)) return true;
  if (/^([Ff]alse|FALSE)$/.test(text)) return false;
  if (!/^([-+]?(\d+|\.\d+|\d+\.\d*)([eE][-+]?\d+)?|0o[0-7]+|0x[0-9a-fA-F]+)$/.test(text)) return text;
  const number = Number(text);
  return Number.isFinite(number) ? number : text;
};

const scalarTags = /^(!!|!?<?tag:yaml\.org,2002:)(int|float|bool|null)>?$/;

const scalarValue = ({ text, plain, tag }: YamlScalar, path: string): Json => {
  const typed = tag === undefined ? plain : scalarTags.test(tag);
  if (!typed) return text;
  const value = coreValue(text);
  return typeof value === "number" && textPaths.has(path) ? text : value;
};
/** The text of a key as it was written: `200:`, `1.0:` and `null:` are names. Undefined for a list or mapping. */
const keyOf = (key: YamlNode, walk: Walk): string | undefined => {
  const node = key.kind === "alias" ? walk.anchors.get(key.name) : key;
  if (node?.kind !== "scalar") return undefined;
  if (node.anchor !== undefined && walk.inAlias === 0) walk.anchors.set(node.anchor, node);
  return node.text;
};

/** A plain assignment to `__proto__` would change what the object inherits. */
const define = (target: object, key: string, value: Json): void => {
  Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
};

const targetOf = (alias: YamlAlias, walk: Walk): YamlNode | undefined => {
  const target = walk.targets.get(alias) ?? walk.anchors.get(alias.name);
  if (target === undefined) {
    const problem = `alias *${alias.name} has no anchor before it.`;
    walk.faults.push({ kind: "syntax", problem, offset: alias.start });
    return undefined;
  }
  walk.targets.set(alias, target);
  const start = walk.open.indexOf(target);
  if (start < 0) return target;
  const cycle = [...walk.open.slice(start), target].map((node) => `&${anchorOf(node) ?? ""}`).join(" → ");
  stop(walk, { kind: "cycle", cycle, offset: alias.start });
  return undefined;
};

const anchorOf = (node: YamlNode): string | undefined => (node.kind === "alias" ? undefined : node.anchor);

/** Members of the mappings that `<<` names, earlier ones first; the mapping's own keys win over them. */
const mergeInto = (result: object, value: YamlNode, walk: Walk, depth: number): void => {
  for (const source of value.kind === "list" ? value.items : [value]) {
    const node = source.kind === "alias" ? targetOf(source, walk) : source;
    if (walk.stopped || node === undefined) return;
    if (node.kind !== "map") {
      walk.faults.push({ kind: "syntax", problem: "`<<` merges mappings only.", offset: node.start });
      return;
    }
    walk.inAlias++;
    const merged = convert(node, walk, depth + 1, "-");
    walk.inAlias--;
    for (const [key, inner] of Object.entries(merged ?? {})) {
      if (!Object.hasOwn(result, key)) define(result, key, inner as Json); // values of what we have just converted
    }
  }
};

const addMember = (result: { [key: string]: Json }, name: string, value: Json): void => {
  if (name === "__proto__") define(result, name, value);
  else result[name] = value;
};

const mapValue = (node: YamlMap, walk: Walk, depth: number, path: string): Json => {
  const result: { [key: string]: Json } = {};
  const merges: YamlNode[] = [];
  for (const { key, value } of node.items) {
    if (walk.stopped) break;
    const name = keyOf(key, walk);
    if (name === undefined) {
      walk.faults.push({ kind: "syntax", problem: "a key must be plain text.", offset: key.start });
      continue;
    }
    if (name === "<<" && key.kind === "scalar" && key.plain) {
      merges.push(value);
      continue;
    }
    if (walk.inAlias === 0 && Object.hasOwn(result, name)) {
      const first = node.items.find((item) => keyOf(item.key, walk) === name)?.key.start ?? key.start;
      walk.faults.push({ kind: "duplicate", key: name, first, offset: key.start });
    }
    const inner = convert(value, walk, depth + 1, path.length < 16 ? `${path}/${name}` : "-");
    addMember(result, name, inner);
    noteNumber(result, name, value, inner);
  }
  for (const value of merges) mergeInto(result, value, walk, depth);
  return result;
};

const listValue = (node: YamlList, walk: Walk, depth: number): Json => {
  const result: Json[] = [];
  for (const item of node.items) {
    const inner = convert(item, walk, depth + 1, "-");
    noteNumber(result, result.length, item, inner);
    result.push(inner);
  }
  return result;
};

const noteNumber = (container: object, key: string | number, node: YamlNode, value: Json): void => {
  if (typeof value === "number" && node.kind === "scalar" && node.text !== String(value))
    keepNumberText(container, key, node.text);
};

const convert = (node: YamlNode, walk: Walk, depth: number, path: string): Json => {
  if (walk.stopped) return null;
  if (node.kind === "alias") {
    const target = targetOf(node, walk);
    if (target === undefined) return null;
    walk.inAlias++;
    const value = convert(target, walk, depth, path);
    walk.inAlias--;
    return value;
  }
  if (node.kind !== "scalar" && depth > maxDepth) return stop(walk, { kind: "deep", offset: node.start });
  if (walk.inAlias > 0 && ++walk.aliased > maxAliased)
    return stop(walk, { kind: "aliases", offset: node.start });
  if (node.anchor !== undefined && walk.inAlias === 0) walk.anchors.set(node.anchor, node);
  if (node.kind === "scalar") return scalarValue(node, path);
  if (node.anchor !== undefined) walk.open.push(node);
  const value = node.kind === "map" ? mapValue(node, walk, depth, path) : listValue(node, walk, depth);
  if (node.anchor !== undefined) walk.open.pop();
  return value;
};

/**
 * The plain value of a YAML document: keys as written, merge keys followed, aliases copied out, `__proto__` an
 * ordinary key. Aliases cannot make it larger than a limit.
 */
export const toJson = (root: YamlNode | undefined): Parsed => {
  const walk: Walk = {
    faults: [],
    anchors: new Map(),
    targets: new Map(),
    open: [],
    aliased: 0,
    inAlias: 0,
    stopped: false,
  };
  const value = root === undefined ? null : convert(root, walk, 1, "");
  const [first, ...others] = walk.faults;
  return first ? failed(first, ...others) : { ok: true, value };
};
