import { isObject, type Json, type JsonObject } from "../document/json.js";
import { type NameOf, typeSchema } from "./type-schema.js";

export type SchemaCollector = {
  /** The schema ready for printing; what it refers to is noted. */
  take(schema: unknown): Json;
  /** Every schema that something taken leads to. */
  finish(): JsonObject;
};

/** Gathers the component schemas of a closed document that static types lead to. */
export const schemaCollector = (document: JsonObject): SchemaCollector => {
  const components = isObject(document.components) ? document.components : {};
  const schemas = isObject(components.schemas) ? components.schemas : {};
  const names = new Map<string, string>();
  const keys = new Map<string, string>();

  const nameOf: NameOf = (ref) => {
    const key = keyOf(ref, schemas);
    if (key === undefined) return undefined;
    const known = names.get(key);
    if (known !== undefined) return known;
    const name = freeName(key, keys);
    keys.set(name, key);
    names.set(key, name);
    return name;
  };
  const lookup = { nameOf, schemaOf: (name: string) => schemas[keys.get(name) ?? ""] };
  const take = (schema: unknown): Json => typeSchema(schema ?? true, lookup);
  return {
    take,
    finish() {
      const printed: [string, Json][] = [];
      // The map grows while it is walked: a schema notes what it refers to.
      for (const [key, name] of names) printed.push([name, take(schemas[key])]);
      return Object.fromEntries(printed.sort(([a], [b]) => (a < b ? -1 : 1)));
    },
  };
};

/** The component that a reference means: through schemas that are only a reference themselves, to the last. */
const keyOf = (ref: string, schemas: JsonObject): string | undefined => {
  const seen = new Set<string>();
  let next: string | undefined = ref;
  while (next !== undefined) {
    const key: string | undefined = componentKey(next, schemas);
    if (key === undefined || seen.has(key)) return undefined;
    seen.add(key);
    const schema: unknown = schemas[key];
    const alias = isObject(schema) && Object.keys(schema).length === 1 ? schema.$ref : undefined;
    if (typeof alias !== "string") return key;
    next = alias;
  }
  return undefined;
};

const componentKey = (ref: string, schemas: JsonObject): string | undefined => {
  const token = /^#\/components\/schemas\/([^/]+)$/.exec(ref)?.[1];
  if (token === undefined) return undefined;
  const plain = token.replaceAll("~1", "/").replaceAll("~0", "~");
  return [token, plain].find((key) => Object.hasOwn(schemas, key));
};

/** References are printed from their text, so a name holds nothing that JSON pointers or URLs would decode. */
const freeName = (key: string, taken: ReadonlyMap<string, string>): string => {
  const base = key.replace(/[^A-Za-z0-9_.-]+/g, "_") || "_";
  let name = base;
  for (let count = 2; taken.has(name); count++) name = `${base}_${count}`;
  return name;
};
