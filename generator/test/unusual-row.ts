import type { Json, JsonObject } from "../src/document/json.js";

/** A kind of schema that APIs often write amiss, at one place: what the list shows, and a call that must go out. */
export type Row = {
  readonly title: string;
  readonly parameter?: JsonObject;
  readonly field?: JsonObject;
  readonly body?: JsonObject;
  /** The schema of a body of bytes. */
  readonly bytes?: JsonObject;
  readonly args: JsonObject;
  /** Path and query, or the JSON of the body. */
  readonly sent: string;
  /** The listed argument. */
  readonly shows?: JsonObject;
};

export const query = (schema: JsonObject, more: JsonObject = {}): JsonObject => ({
  name: "v",
  in: "query",
  schema,
  ...more,
});
export const of = (schema: JsonObject, ...names: string[]): JsonObject => ({
  type: "object",
  properties: { v: schema },
  ...(names.length > 0 && { required: names }),
});
export const ref = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });
export const field = (title: string, schema: JsonObject, value: Json, shows?: JsonObject): Row => ({
  title,
  field: schema,
  args: { v: value },
  sent: JSON.stringify({ v: value }),
  ...(shows && { shows }),
});
export const inQuery = (
  title: string,
  schema: JsonObject,
  value: Json,
  sent: string,
  shows?: JsonObject,
): Row => ({
  title,
  parameter: query(schema),
  args: { v: value },
  sent: `?v=${sent}`,
  ...(shows && { shows }),
});
