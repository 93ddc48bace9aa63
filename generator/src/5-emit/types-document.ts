import { isObject, type JsonObject } from "../document/json.js";
import { type SchemaCollector, schemaCollector } from "./schema-collector.js";

/** An operation that the types file must have, by the id it has in the document. */
export type WantedOperation = {
  readonly id: string;
  /** The one reply that static types are for. */
  readonly output?: { readonly status: string; readonly mediaType: string };
};

export type TypesDocument = {
  readonly document: JsonObject;
  /** Ids of wanted operations that the source lacks. */
  readonly missing: readonly string[];
};

/**
 * What the static types of some operations need of a closed OpenAPI document, and nothing else: no prose, no
 * examples, no extensions, no other replies, no schema that nothing leads to. Built by naming what is taken over.
 */
export const typesDocument = (source: JsonObject, wanted: readonly WantedOperation[]): TypesDocument => {
  const operations = operationsById(source);
  const collector = schemaCollector(source);
  const missing: string[] = [];
  const paths: [string, JsonObject][] = [];
  for (const { id, output } of wanted) {
    const operation = operations.get(id);
    if (operation === undefined) missing.push(id);
    else paths.push([`/${paths.length}`, { post: operationTypes(operation, id, output, collector) }]);
  }
  const document = {
    openapi: "3.1.0",
    info: { title: "", version: "" },
    paths: Object.fromEntries(paths),
    components: { schemas: collector.finish() },
  };
  return { document, missing };
};

const operationsById = (document: JsonObject): ReadonlyMap<string, JsonObject> => {
  const byId = new Map<string, JsonObject>();
  for (const item of values(document.paths)) {
    for (const operation of values(item)) {
      if (isObject(operation) && typeof operation.operationId === "string")
        byId.set(operation.operationId, operation);
    }
  }
  return byId;
};

const operationTypes = (
  operation: JsonObject,
  id: string,
  output: WantedOperation["output"],
  collector: SchemaCollector,
): JsonObject => ({
  operationId: id,
  parameters: list(operation.parameters).flatMap((parameter) =>
    isObject(parameter) ? [parameterTypes(parameter, collector)] : [],
  ),
  ...(isObject(operation.requestBody) && {
    requestBody: {
      required: operation.requestBody.required === true,
      content: contentTypes(operation.requestBody.content, collector),
    },
  }),
  responses: output === undefined ? {} : { [output.status]: replyTypes(operation, output, collector) },
});

const parameterTypes = (parameter: JsonObject, collector: SchemaCollector): JsonObject => ({
  name: parameter.name ?? "",
  in: parameter.in ?? "",
  required: parameter.required === true,
  schema: collector.take(parameter.schema),
});

const contentTypes = (content: unknown, collector: SchemaCollector): JsonObject =>
  Object.fromEntries(
    entries(content).map(([mediaType, value]) => [
      mediaType,
      { schema: collector.take(isObject(value) ? value.schema : true) },
    ]),
  );

const replyTypes = (
  operation: JsonObject,
  output: NonNullable<WantedOperation["output"]>,
  collector: SchemaCollector,
): JsonObject => {
  const reply = isObject(operation.responses) ? operation.responses[output.status] : undefined;
  const content = isObject(reply) && isObject(reply.content) ? reply.content[output.mediaType] : undefined;
  return { content: contentTypes({ [output.mediaType]: content ?? {} }, collector) };
};

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const entries = (value: unknown): readonly (readonly [string, unknown])[] =>
  isObject(value) ? Object.entries(value) : [];
const values = (value: unknown): readonly unknown[] => entries(value).map(([, item]) => item);
