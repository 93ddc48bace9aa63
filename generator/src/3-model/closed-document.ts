import type { Json, JsonObject } from "../document/json.js";
import { mapSchemas } from "./schema/map-schemas.js";
import type { Api, Operation, Schema, SchemaObject } from "./types.js";

/**
 * The API as a bare OpenAPI 3.1 document for a type printer: operations under the ids given, every reference
 * internal and alive, and no prose. Nothing of the source text but names and schemas is left in it.
 */
export const closedDocument = (api: Api, operationIds: ReadonlyMap<string, string>): JsonObject => {
  const paths: Record<string, Record<string, Json>> = {};
  for (const operation of api.operations) {
    const id = operationIds.get(operation.pointer);
    if (id === undefined) continue;
    // One path per operation: two operations of one template may declare its parameters differently.
    paths[`/${id}`] = { post: printOperation(operation, id) };
  }
  return {
    openapi: "3.1.0",
    info: { title: api.id, version: "0" },
    paths,
    components: {
      schemas: Object.fromEntries(
        Object.entries(api.schemas).map(([name, schema]) => [name, printSchema(schema)]),
      ),
    },
  };
};

const printOperation = (operation: Operation, id: string): JsonObject => ({
  operationId: id,
  // The type printer knows the four places of OpenAPI 3.1.
  parameters: operation.parameters
    .filter((parameter) => parameter.in !== "querystring")
    .map((parameter) => ({
      name: parameter.name,
      in: parameter.in,
      required: parameter.required,
      schema: printSchema(parameter.schema),
    })),
  ...(operation.body && {
    requestBody: {
      required: operation.body.required,
      content: Object.fromEntries(
        operation.body.content.map(({ mediaType, schema }) => [mediaType, printMedia(schema)]),
      ),
    },
  }),
  responses: Object.fromEntries(
    operation.replies.map(({ status, content }) => [
      status,
      {
        description: "",
        ...(content.length > 0 && {
          content: Object.fromEntries(
            content.map(({ mediaType, schema }) => [mediaType, printMedia(schema)]),
          ),
        }),
      },
    ]),
  ),
});

const printMedia = (schema: Schema | undefined): JsonObject => ({ schema: printSchema(schema ?? true) });

/** Keywords without a meaning for static types. */
const dropped = new Set(["title", "description", "examples", "default", "pattern", "discriminator", "xml"]);

const printSchema = (schema: Schema): JsonObject => {
  // A schema of the model is JSON through and through; its type only says more than that.
  return bare(schema) as JsonObject;
};

const bare = (schema: Schema): SchemaObject => {
  if (typeof schema === "boolean") return schema ? {} : { not: {} };
  const kept: SchemaObject = Object.fromEntries(
    Object.entries(schema).filter(([keyword]) => !dropped.has(keyword)),
  );
  const inside = mapSchemas(kept, bare);
  return kept.$ref === undefined ? inside : { ...inside, $ref: componentRef(kept.$ref) };
};

const componentRef = (ref: string): string => `#/components/schemas/${ref.slice("#/$defs/".length)}`;
