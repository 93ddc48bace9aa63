import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Scalar,
  type YAMLMap,
} from "yaml";
import type { Json } from "../document/json.js";
import { type Fault, failed, maxAliased, maxDepth, type Parsed } from "./faults.js";

type Walk = {
  readonly faults: Fault[];
  readonly anchors: Map<string, Node>;
  /** What each alias meant where it stands; an anchor may be set again further down. */
  readonly targets: Map<Alias, Node>;
  /** Anchored nodes that we are inside of. */
  readonly open: Node[];
  /** Values made through aliases so far. */
  aliased: number;
  /** How many aliases we are inside of. */
  inAlias: number;
  /** A limit was reached: no more values. */
  stopped: boolean;
};

/** Unquoted, these mean the text that was written: `version: 1.0` is not the number 1. */
const textPaths: ReadonlySet<string> = new Set(["/openapi", "/swagger", "/info/version"]);

const offsetOf = (node: Node): number => node.range?.[0] ?? 0;

const stop = (walk: Walk, fault: Fault): null => {
  walk.faults.push(fault);
  walk.stopped = true;
  return null;
};

const scalarValue = (node: Scalar, path: string): Json => {
  const { value, source } = node;
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "number" && Number.isFinite(value) && !textPaths.has(path)) return value;
  return source ?? String(value);
};

/** The text of a key as it was written: `200:`, `1.0:` and `null:` are names. Undefined for a list or mapping. */
const keyOf = (key: unknown, walk: Walk): string | undefined => {
  const node = isAlias(key) ? walk.anchors.get(key.source) : key;
  if (!isScalar(node)) return undefined;
  if (node.anchor !== undefined && walk.inAlias === 0) walk.anchors.set(node.anchor, node);
  return typeof node.value === "string" ? node.value : (node.source ?? String(node.value ?? ""));
};

/** A plain assignment to `__proto__` would change what the object inherits. */
const define = (target: object, key: string, value: Json): void => {
  Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
};

const targetOf = (alias: Alias, walk: Walk): Node | undefined => {
  const target = walk.targets.get(alias) ?? walk.anchors.get(alias.source);
  if (target === undefined) {
    const problem = `alias *${alias.source} has no anchor before it.`;
    walk.faults.push({ kind: "syntax", problem, offset: offsetOf(alias) });
    return undefined;
  }
  walk.targets.set(alias, target);
  const start = walk.open.indexOf(target);
  if (start < 0) return target;
  const cycle = [...walk.open.slice(start), target].map((node) => `&${anchorOf(node) ?? ""}`).join(" → ");
  stop(walk, { kind: "cycle", cycle, offset: offsetOf(alias) });
  return undefined;
};

const anchorOf = (node: Node): string | undefined => (isAlias(node) ? undefined : (node as Scalar).anchor); // every node but an alias may carry one

/** Members of the mappings that `<<` names, earlier ones first; the mapping's own keys win over them. */
const mergeInto = (result: object, value: unknown, walk: Walk, depth: number): void => {
  const sources = isSeq(value) ? value.items : [value];
  for (const source of sources) {
    const node = isAlias(source) ? targetOf(source, walk) : source;
    if (walk.stopped || node === undefined) return;
    if (!isMap(node)) {
      const offset = node instanceof Object ? offsetOf(node as Node) : 0; // items of a parsed document are nodes
      walk.faults.push({ kind: "syntax", problem: "`<<` merges mappings only.", offset });
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

const mapValue = (node: YAMLMap, walk: Walk, depth: number, path: string): Json => {
  const result: { [key: string]: Json } = {};
  const seen = new Map<string, number>();
  const merges: unknown[] = [];
  for (const { key, value } of node.items) {
    if (walk.stopped) break;
    const name = keyOf(key, walk);
    const offset = key instanceof Object ? offsetOf(key as Node) : 0; // keys of a parsed document are nodes
    if (name === undefined) {
      walk.faults.push({ kind: "syntax", problem: "a key must be plain text.", offset });
      continue;
    }
    if (name === "<<" && isScalar(key) && key.type === "PLAIN") {
      merges.push(value);
      continue;
    }
    const first = seen.get(name);
    if (first !== undefined && walk.inAlias === 0)
      walk.faults.push({ kind: "duplicate", key: name, first, offset });
    seen.set(name, offset);
    const inner = convert(value, walk, depth + 1, path.length < 16 ? `${path}/${name}` : "-");
    if (name === "__proto__") define(result, name, inner);
    else result[name] = inner;
  }
  for (const value of merges) mergeInto(result, value, walk, depth);
  return result;
};

const convert = (node: unknown, walk: Walk, depth: number, path: string): Json => {
  if (walk.stopped) return null;
  if (isScalar(node)) {
    if (node.anchor !== undefined && walk.inAlias === 0) walk.anchors.set(node.anchor, node);
    if (walk.inAlias > 0 && ++walk.aliased > maxAliased)
      return stop(walk, { kind: "aliases", offset: offsetOf(node) });
    return scalarValue(node, path);
  }
  if (isAlias(node)) {
    const target = targetOf(node, walk);
    if (target === undefined) return null;
    walk.inAlias++;
    const value = convert(target, walk, depth, path);
    walk.inAlias--;
    return value;
  }
  if (!isMap(node) && !isSeq(node)) return null;
  if (depth > maxDepth) return stop(walk, { kind: "deep", offset: offsetOf(node) });
  if (walk.inAlias > 0 && ++walk.aliased > maxAliased)
    return stop(walk, { kind: "aliases", offset: offsetOf(node) });
  if (node.anchor !== undefined) {
    if (walk.inAlias === 0) walk.anchors.set(node.anchor, node);
    walk.open.push(node);
  }
  const value = isMap(node)
    ? mapValue(node, walk, depth, path)
    : node.items.map((item) => convert(item, walk, depth + 1, "-"));
  if (node.anchor !== undefined) walk.open.pop();
  return value;
};

/**
 * The plain value of a parsed YAML document: keys as written, merge keys followed, aliases copied out, `__proto__`
 * an ordinary key. Aliases cannot make it larger than a limit.
 */
export const toJson = (tree: Document.Parsed): Parsed => {
  const walk: Walk = {
    faults: [],
    anchors: new Map(),
    targets: new Map(),
    open: [],
    aliased: 0,
    inAlias: 0,
    stopped: false,
  };
  const value = convert(tree.contents, walk, 1, "");
  const [first, ...others] = walk.faults;
  return first ? failed(first, ...others) : { ok: true, value };
};
