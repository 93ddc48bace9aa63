import { createRequire } from "node:module";
import { EVENT_ID, type Event, getScalarValue, parseEvents, SCALAR_STYLE, YAMLException } from "js-yaml";
import type { Document, Node } from "yaml";
import { type Fault, maxDepth } from "./text.js";

/** A node of a YAML document. `start` is its offset; an empty value has that of what is before it. */
export type YamlNode = YamlScalar | YamlAlias | YamlList | YamlMap;

export type YamlScalar = {
  readonly kind: "scalar";
  readonly start: number;
  readonly anchor: string | undefined;
  /** As `!!int` or `!custom`; only what the author wrote. */
  readonly tag: string | undefined;
  readonly text: string;
  /** Without quotes and not a block: what may mean a number, a boolean or null. */
  readonly plain: boolean;
};
export type YamlAlias = { readonly kind: "alias"; readonly start: number; readonly name: string };
export type YamlList = {
  readonly kind: "list";
  readonly start: number;
  readonly anchor: string | undefined;
  readonly items: readonly YamlNode[];
};
export type YamlMap = {
  readonly kind: "map";
  readonly start: number;
  readonly anchor: string | undefined;
  readonly items: readonly { readonly key: YamlNode; readonly value: YamlNode }[];
};

/** The one document of a text; `root` is undefined when there is nothing but comments. */
type YamlTree =
  | { readonly ok: true; readonly root: YamlNode | undefined }
  | { readonly ok: false; readonly faults: readonly [Fault, ...Fault[]] };

/**
 * The nodes of a YAML text, by js-yaml. What that refuses is read by `yaml`, which needs five times as long: it names
 * several faults at once, and accepts a few slips of indentation.
 */
export const parseTree = (text: string): YamlTree => {
  try {
    const events = parseEvents(text, { maxDepth });
    const documents = events.filter(({ type }) => type === EVENT_ID.DOCUMENT).length;
    return documents > 1 ? parseSlowly(text) : { ok: true, root: rootOf(events, text) };
  } catch (cause) {
    if (!(cause instanceof YAMLException)) throw cause;
    if (!cause.reason.includes("maxDepth")) return parseSlowly(text);
    return { ok: false, faults: [{ kind: "deep", offset: cause.mark?.position ?? 0 }] };
  }
};

const sliceOf = (text: string, start: number, end: number): string | undefined =>
  start < 0 ? undefined : text.slice(start, end);

const rootOf = (events: readonly Event[], text: string): YamlNode | undefined => {
  let at = 0;
  let last = 0;
  const isOpen = (): boolean => at < events.length && events[at]?.type !== EVENT_ID.POP;
  const read = (): YamlNode => {
    const event = events[at++];
    if (event?.type === EVENT_ID.ALIAS) {
      last = event.anchorStart - 1;
      return { kind: "alias", start: last, name: text.slice(event.anchorStart, event.anchorEnd) };
    }
    if (event?.type === EVENT_ID.SCALAR) {
      const { valueStart, style } = event;
      const quoted = style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED;
      if (valueStart >= 0) last = quoted ? valueStart - 1 : valueStart;
      const anchor = sliceOf(text, event.anchorStart, event.anchorEnd);
      const tag = sliceOf(text, event.tagStart, event.tagEnd);
      const plain = style === SCALAR_STYLE.PLAIN;
      return { kind: "scalar", start: last, anchor, tag, text: getScalarValue(text, event), plain };
    }
    if (event?.type !== EVENT_ID.SEQUENCE && event?.type !== EVENT_ID.MAPPING)
      throw new Error("js-yaml gave an event where a node was due");
    const { start } = event;
    last = start;
    const anchor = sliceOf(text, event.anchorStart, event.anchorEnd);
    if (event.type === EVENT_ID.SEQUENCE) {
      const items: YamlNode[] = [];
      while (isOpen()) items.push(read());
      at++;
      return { kind: "list", start, anchor, items };
    }
    const items: { key: YamlNode; value: YamlNode }[] = [];
    while (isOpen()) items.push({ key: read(), value: read() });
    at++;
    return { kind: "map", start, anchor, items };
  };
  if (events[0]?.type === EVENT_ID.DOCUMENT) at++;
  return isOpen() ? read() : undefined;
};

/** The same by `yaml`: YAML 1.2 core whatever a directive says; duplicate keys are seen while converting. */
export const parseSlowly = (text: string): YamlTree => {
  const yaml = loadYaml();
  const tree: Document.Parsed = yaml.parseDocument(text, {
    schema: "core",
    merge: false,
    resolveKnownTags: false,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: "error",
  });
  const [first, ...others] = tree.errors.slice(0, 10).map(faultOf);
  if (first) return { ok: false, faults: first.kind === "deep" ? [first] : [first, ...others] };
  return { ok: true, root: tree.contents === null ? undefined : nodeOf(yaml, tree.contents, 0) };
};

/** Loaded when needed: few documents are broken. */
const loadYaml = (): Yaml => createRequire(import.meta.url)("yaml");

type Yaml = typeof import("yaml");

const faultOf = (problem: { readonly message: string; readonly pos: readonly [number, number] }): Fault => {
  const offset = problem.pos[0];
  if (problem.message.includes("call stack")) return { kind: "deep", offset };
  if (problem.message.includes("multiple documents")) {
    return { kind: "syntax", problem: "a second document begins here; one is expected.", offset };
  }
  return { kind: "syntax", problem: `${problem.message.split("\n", 1)[0]}.`.replace(/\.\.$/, "."), offset };
};

const nodeOf = (yaml: Yaml, node: unknown, before: number): YamlNode => {
  const start = node instanceof Object ? ((node as Node).range?.[0] ?? before) : before; // parts of a parsed document are nodes
  if (yaml.isAlias(node)) return { kind: "alias", start, name: node.source };
  if (yaml.isScalar(node)) {
    const { anchor, tag, type } = node;
    return { kind: "scalar", start, anchor, tag, text: node.source ?? "", plain: type === "PLAIN" };
  }
  if (yaml.isSeq(node)) {
    const items = node.items.map((item) => nodeOf(yaml, item, start));
    return { kind: "list", start, anchor: node.anchor, items };
  }
  if (yaml.isMap(node)) {
    const items = node.items.map(({ key, value }) => ({
      key: nodeOf(yaml, key, start),
      value: nodeOf(yaml, value, start),
    }));
    return { kind: "map", start, anchor: node.anchor, items };
  }
  return { kind: "scalar", start, anchor: undefined, tag: undefined, text: "", plain: true };
};
