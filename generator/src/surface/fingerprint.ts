import { hash } from "node:crypto";
import { mapSchemas, type Schema, type SchemaObject } from "../3-model/index.js";
import { type Definitions, defNameOf } from "../4-plan/index.js";

/** Start of the SHA-256 of a JSON value; the order of its keys does not matter. */
export const hashOf = (value: unknown): string => hashText(textOf(value));

const hashText = (text: string): string => hash("sha256", text).slice(0, 16);

/** Definitions are shared by the tools that refer to them, so each is written once. */
const knownTexts = new WeakMap<object, string>();

/** JSON with objects as lists of pairs in code unit order: independent of the order of keys, and no key is special. */
const textOf = (value: unknown, isShared = false): string => {
  if (Array.isArray(value)) return `[${value.map((item) => textOf(item)).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const known = isShared ? knownTexts.get(value) : undefined;
  if (known !== undefined) return known;
  const text = pairsText(value, (key, item) => (key === "$defs" ? definitionsText(item) : textOf(item)));
  if (isShared) knownTexts.set(value, text);
  return text;
};

const pairsText = (value: object, textOfItem: (key: string, item: unknown) => string): string => {
  const members = value as Readonly<Record<string, unknown>>; // only its own keys are read
  let pairs = "";
  for (const key of Object.keys(members).sort()) {
    const item = members[key];
    if (item !== undefined)
      pairs += `${pairs === "" ? "" : ","}[${JSON.stringify(key)},${textOfItem(key, item)}]`;
  }
  return `{"pairs":[${pairs}]}`;
};

const definitionsText = (definitions: unknown): string => {
  if (typeof definitions !== "object" || definitions === null || Array.isArray(definitions))
    return textOf(definitions);
  return pairsText(definitions, (_, schema) => textOf(schema, true));
};

/** Keywords that are told to people, or that validation ignores. */
const words: ReadonlySet<string> = new Set<keyof SchemaObject>([
  "title",
  "description",
  "default",
  "examples",
  "deprecated",
  "discriminator",
  "xml",
]);

/** Hashes what schemas let through, with everything that they refer to. Each definition is read once. */
export const fingerprinter = (definitions: Definitions): ((schemas: Iterable<Schema>) => string) => {
  const known = new Map<string, Bare>();
  const bareDefinition = (name: string): Bare => {
    const bare = known.get(name) ?? bareOf(Object.hasOwn(definitions, name) ? definitions[name] : undefined);
    known.set(name, bare);
    return bare;
  };
  return (schemas) => {
    const own = [...schemas].map(bareOf);
    const reached = new Set(own.flatMap(({ refs }) => refs));
    // A set gives what is added while it is walked.
    for (const name of reached) for (const ref of bareDefinition(name).refs) reached.add(ref);
    const names = [...reached].sort();
    return hashOf([own.map(({ hash }) => hash), names.map((name) => [name, bareDefinition(name).hash])]);
  };
};

type Bare = { readonly hash: string; readonly refs: readonly string[] };

/** Tools share the definitions that they refer to, so each is read once for all of them. */
const knownBare = new WeakMap<SchemaObject, Bare>();

const bareOf = (schema: Schema | undefined): Bare => {
  if (typeof schema !== "object") return readBare(schema);
  const known = knownBare.get(schema) ?? readBare(schema);
  knownBare.set(schema, known);
  return known;
};

const readBare = (schema: Schema | undefined): Bare => {
  const refs: string[] = [];
  const strip = (inner: Schema): Schema => {
    if (typeof inner === "boolean") return inner;
    if (inner.$ref !== undefined) refs.push(defNameOf(inner.$ref));
    const kept: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(inner)) if (!words.has(key)) kept[key] = value;
    if (inner.required) kept.required = [...inner.required].sort();
    return mapSchemas(kept, strip);
  };
  return { hash: hashOf(schema === undefined ? null : strip(schema)), refs };
};
