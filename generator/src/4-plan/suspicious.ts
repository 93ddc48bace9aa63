import { codePointName, concealing, isPlain, isRecord, type JsonSchema } from "@jackfield/contract";
import { isLoopback } from "@jackfield/contract/network";
import { sameSite } from "@jackfield/contract/site";
import type { Api, Operation, SchemaObject, Server } from "../3-model/index.js";

/** Phrases that speak to a model about its orders instead of about an API. */
const orders: readonly RegExp[] = [
  /\b(?:ignore|disregard|forget|override)\b.{0,30}\b(?:previous|prior|above|earlier|all|other|system)\b.{0,20}\b(?:instructions?|prompts?|rules?|messages?)\b/i,
  /\bdo not (?:tell|inform|mention|reveal|show)\b.{0,30}\b(?:the )?(?:user|human|person)\b/i,
  /\b(?:system prompt|hidden instructions?|secret instructions?)\b/i,
  /\byou (?:must|should) (?:always|first|now) (?:call|use|invoke|read|send)\b.{0,40}\b(?:tool|file|secret|token|credential)/i,
  /<\s*(?:important|system|instructions?)\s*>/i,
];

/** What a model or a reviewer would take amiss in a tool. */
type Suspicions = {
  /** Code points of hidden characters, at most five. */
  readonly hidden: readonly string[];
  /** The first passage that gives a model orders. */
  readonly order: string | undefined;
};

/**
 * Looks through what the document says of an operation, and through every string of what is listed of it: names,
 * values and patterns reach a model like text does.
 */
export const suspicionsOf = (operation: Operation, input: SchemaObject, listed: unknown): Suspicions => {
  const names = [...operation.parameters.map(({ name }) => name), ...namesIn(input)];
  const texts = [...textsOf(operation, input), ...names, ...stringsIn(listed)];
  const hidden = texts.flatMap((text) => (isPlain(text) ? [] : (text.match(concealing) ?? [])));
  // One text, since no order goes across a line.
  const lines = texts.map(asLine).join("\n");
  const order = orders.map((pattern) => pattern.exec(lines)?.[0]).find((passage) => passage !== undefined);
  return { hidden: [...new Set(hidden)].slice(0, 5).map(codePointName), order: order?.slice(0, 80) };
};

const asLine = (text: string): string => (/[^!-~ ]| {2}/.test(text) ? text.replaceAll(/\s+/g, " ") : text);

const textsOf = (operation: Operation, input: SchemaObject): readonly string[] => {
  const properties = Object.values(input.properties ?? {});
  const described = properties.map((schema) => (typeof schema === "object" ? schema.description : undefined));
  return [operation.summary, operation.description, operation.body?.description, ...described].filter(
    (text) => text !== undefined,
  );
};

const stringsIn = (value: unknown): readonly string[] => {
  const strings: string[] = [];
  const look = (inner: unknown): void => {
    if (typeof inner === "string") strings.push(inner);
    else if (Array.isArray(inner)) inner.forEach(look);
    else if (typeof inner === "object" && inner !== null)
      for (const [key, member] of Object.entries(inner)) {
        strings.push(key);
        look(member);
      }
  };
  look(value);
  return strings;
};

/** What the API calls the fields that are listed under other names. */
const namesIn = (schema: unknown): readonly string[] => {
  const names: string[] = [];
  const look = (inner: unknown): void => {
    if (typeof inner !== "object" || inner === null) return;
    for (const [key, member] of Object.entries(inner))
      if (key === "x-wire-name" && typeof member === "string") names.push(member);
      else look(member);
  };
  look(schema);
  return names;
};

const conceals = (value: unknown): boolean => stringsIn(value).some((text) => text.search(concealing) >= 0);

/** Keywords whose value a caller could copy; without it the full schema still judges what is sent. */
const values: ReadonlySet<string> = new Set(["const", "default", "pattern", "format", "examples", "example"]);

/** An advertised schema without the values that hold hidden characters. */
export const withoutHiddenValues = (schema: JsonSchema): JsonSchema =>
  isRecord(schema) ? Object.fromEntries(Object.entries(schema).flatMap(plainMember)) : schema;

const plainValue = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(plainValue);
  return isRecord(value) ? withoutHiddenValues(value) : value;
};

const plainMember = ([key, value]: readonly [string, unknown]): [string, unknown][] => {
  if (!conceals(value)) return [[key, value]];
  if (key === "enum" && Array.isArray(value)) {
    const plain = value.filter((one) => !conceals(one));
    return plain.length === 0 ? [] : [[key, plain]];
  }
  // A property of such a name is a schema, not a value.
  return values.has(key) && !isRecord(value) ? [] : [[key, plainValue(value)]];
};

/** The URL of a server with its defaults filled in; undefined for a relative one, and where a host is not known. */
const urlOf = ({ url, variables = {} }: Server): URL | undefined => {
  const text = url.replace(/\{([^{}]*)\}/g, (hole, name: string) =>
    Object.hasOwn(variables, name) ? (variables[name]?.default ?? hole) : hole,
  );
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  return parsed === undefined || !/^https?:$/.test(parsed.protocol) ? undefined : parsed;
};

/**
 * The server of an operation's own that gets no credentials unless an operator allows it: on another site than the API's
 * first usable server, or over plain http where that one is not. The runtime decides the same way, by what it then knows.
 */
export const foreignServerOf = (api: Api, operation: Operation): string | undefined => {
  const [first] = api.servers.flatMap((server) => urlOf(server) ?? []);
  const [called] = (operation.servers ?? []).flatMap((server) => urlOf(server) ?? []);
  if (first === undefined || called === undefined) return undefined;
  const open = called.protocol === "http:" && first.protocol === "https:" && !isLoopback(called.hostname);
  return open || !sameSite(first.hostname, called.hostname) ? called.origin : undefined;
};
