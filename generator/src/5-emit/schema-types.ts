import type { Api, Operation, Schema } from "../3-model/index.js";
import { defNameOf } from "../4-plan/index.js";
import { type Compiler, compilerHere, type PrintedTypes } from "../compiler/index.js";
import type { Json, JsonObject } from "../document/json.js";
import { visible } from "./escape.js";
import { type NameOf, typeSchema } from "./type-schema.js";

const header =
  "// Static types of the API, printed by openapi-typescript. Do not edit: run the generator.\n\n";

/**
 * The types file of one API: `operations` by id and the `components` they lead to. Printed without comments, so no
 * text of the spec reaches it but names and enum values, which the compiler's printer quotes.
 */
export const schemaTypes = async (
  api: Api,
  wanted: readonly WantedOperation[],
  compiler: Compiler = compilerHere,
): Promise<PrintedTypes> => {
  try {
    const types = await compiler.printTypes(typesDocument(api, wanted));
    return types.kind === "printed" ? { ...types, text: header + visible(types.text) } : types;
  } catch (cause) {
    return { kind: "failed", problem: cause instanceof Error ? cause.message : String(cause) };
  }
};

/** An operation that the types file must have, under the id that it gets there. */
export type WantedOperation = {
  readonly id: string;
  readonly pointer: string;
  /** The one reply that static types are for. */
  readonly output?: { readonly status: string; readonly mediaType: string };
};

/**
 * What the static types of some operations need of an API, as the OpenAPI document that the type printer reads: no
 * prose, no other replies, no schema that nothing leads to. Throws when the API lacks an operation.
 */
export const typesDocument = (api: Api, wanted: readonly WantedOperation[]): JsonObject => {
  const operations = new Map(api.operations.map((operation) => [operation.pointer, operation]));
  const collector = schemaCollector(api.schemas);
  const paths = wanted.map(({ id, pointer, output }, index): readonly [string, JsonObject] => {
    const operation = operations.get(pointer);
    if (operation === undefined) throw new Error(`there is no operation ${id}`);
    return [`/${index}`, { post: { operationId: id, ...operationTypes(operation, output, collector.take) } }];
  });
  return {
    openapi: "3.1.0",
    info: { title: "", version: "" },
    paths: Object.fromEntries(paths),
    components: { schemas: collector.finish() },
  };
};

type Take = (schema: Schema | undefined) => Json;

const operationTypes = (
  { parameters, body, replies }: Operation,
  output: WantedOperation["output"],
  take: Take,
): JsonObject => {
  const reply = replies.find(({ status }) => status === output?.status);
  const media = reply?.content.find(({ mediaType }) => mediaType === output?.mediaType);
  return {
    // The type printer knows the four places of OpenAPI 3.1.
    parameters: parameters
      .filter((parameter) => parameter.in !== "querystring")
      .map((parameter) => ({
        name: parameter.name,
        in: parameter.in,
        required: parameter.required,
        schema: take(parameter.schema),
      })),
    ...(body && {
      requestBody: {
        required: body.required,
        content: Object.fromEntries(
          body.content.map(({ mediaType, schema }) => [mediaType, { schema: take(schema) }]),
        ),
      },
    }),
    responses:
      output === undefined
        ? {}
        : { [output.status]: { content: { [output.mediaType]: { schema: take(media?.schema) } } } },
  };
};

type SchemaCollector = {
  /** The schema ready for printing; what it refers to is noted. */
  readonly take: Take;
  /** Every schema that something taken leads to. */
  readonly finish: () => JsonObject;
};

/** Gathers the named schemas that static types lead to, under names that need no escaping. */
const schemaCollector = (schemas: Api["schemas"]): SchemaCollector => {
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
  const take: Take = (schema = true) => typeSchema(schema, { nameOf, schemas });
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

/** Keywords that change no type. */
const untyped = new Set(["title", "description", "examples", "default", "pattern", "discriminator", "xml"]);

/** The schema behind a reference, past schemas that are only references; undefined for a circle of those. */
const keyOf = (ref: string, schemas: Api["schemas"]): string | undefined => {
  const seen = new Set<string>();
  for (let key = defNameOf(ref); Object.hasOwn(schemas, key) && !seen.has(key); ) {
    seen.add(key);
    const schema = schemas[key];
    if (typeof schema !== "object" || schema.$ref === undefined) return key;
    if (Object.keys(schema).some((keyword) => keyword !== "$ref" && !untyped.has(keyword))) return key;
    key = defNameOf(schema.$ref);
  }
  return undefined;
};

/** References are printed from their text, so a name holds nothing that JSON pointers or URLs would decode. */
const freeName = (key: string, taken: ReadonlyMap<string, string>): string => {
  const base = key.replace(/[^A-Za-z0-9_.-]+/g, "_") || "_";
  let name = base;
  for (let count = 2; taken.has(name); count++) name = `${base}_${count}`;
  return name;
};
