import type { JsonObject } from "../src/document/json.js";
import { field, inQuery, of, type Row, ref } from "./unusual-row.js";
import { tools } from "./unusual-schemas.js";

const text: JsonObject = { type: "string" };
const other: JsonObject = { type: "object", properties: { w: text } };
/** An object of these fields and no others. */
const closedOf = (properties: JsonObject): JsonObject => ({
  type: "object",
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});

/** Schemas whose parts speak against each other, or say more than one keyword of a list can: by kind, as in `rows`. */
export const contradictory: Readonly<Record<string, readonly Row[]>> = {
  "bounds between which nothing is": [
    inQuery("numbers, in a query", { type: "integer", minimum: 5, maximum: 1 }, 3, "3", { type: "integer" }),
    field(
      "lengths, in a map",
      { type: "object", additionalProperties: { type: "string", minLength: 3, maxLength: 2 } },
      {
        a: "abcd",
      },
    ),
    field(
      "items, in allOf",
      { allOf: [{ type: "array", items: { type: "integer" }, minItems: 2, maxItems: 1 }] },
      [1],
    ),
  ],
  "closed objects and their alternatives": [
    field(
      "the object is closed",
      { ...of(text), additionalProperties: false, oneOf: [other, of(text, "v")] },
      { w: "a" },
    ),
    field(
      "the alternatives are closed, in a list",
      { type: "array", items: { ...of(text), anyOf: [{ ...other, additionalProperties: false }] } },
      [{ v: "a", w: "b" }],
    ),
    field("by reference", { ...of(text), anyOf: [ref("Shut")] }, { v: "a", w: "b" }),
  ],
  "required of an object that has no such field": [
    field(
      "in a field",
      { ...of(text, "v", "gone"), additionalProperties: false },
      { v: "a" },
      {
        ...of(text, "v"),
        additionalProperties: false,
      },
    ),
    field("in a list", { type: "array", items: { ...of(text, "gone"), additionalProperties: false } }, [{}]),
    {
      title: "in the body",
      body: { ...of(text, "v", "gone"), additionalProperties: false },
      args: { v: "a" },
      sent: '{"v":"a"}',
    },
  ],
  "values that are objects or lists": [
    field(
      "a constant",
      { const: { a: [1] } },
      { a: [1] },
      {
        ...closedOf({
          a: { type: "array", prefixItems: [{ type: "number", enum: [1] }], minItems: 1, maxItems: 1 },
        }),
      },
    ),
    field(
      "one of several",
      { type: "object", enum: [{ a: 1 }, { b: null }] },
      { b: null },
      {
        anyOf: [closedOf({ a: { type: "number", enum: [1] } }), closedOf({ b: { type: "null" } })],
      },
    ),
    field(
      "among plain ones, in a list",
      { type: "array", items: { enum: ["x", { a: true }] } },
      ["x", { a: true }],
      {
        type: "array",
        items: {
          anyOf: [{ type: "string", enum: ["x"] }, closedOf({ a: { type: "boolean", enum: [true] } })],
        },
      },
    ),
  ],
  "defaults that are refused": [
    inQuery("none of the values", { type: "string", enum: ["a"], default: "b" }, "a", "a", {
      type: "string",
      enum: ["a"],
    }),
    field("out of bounds", { type: "integer", minimum: 1, default: 0 }, 1, { type: "integer", minimum: 1 }),
    field("too long", { type: "array", items: { type: "string", maxLength: 2, default: "abc" } }, ["ab"], {
      type: "array",
      items: { type: "string", maxLength: 2 },
    }),
  ],
  "two choices at once": [
    field(
      "in allOf",
      {
        allOf: [{ oneOf: [of(text, "v"), other] }, { oneOf: [of(text, "v"), { ...other, required: ["w"] }] }],
      },
      { v: "a", w: "b" },
    ),
    field(
      "with tags",
      { allOf: [tools, { oneOf: [of(text, "v"), of(text, "w")] }] },
      { kind: "saw", w: "b" },
    ),
    field(
      "of required fields",
      { type: "object", anyOf: [{ required: ["v"] }, { required: ["w"] }], oneOf: [of(text), other] },
      { v: "a", w: "b" },
    ),
  ],
  "digits that are text": [
    field("in a field", { type: "string", format: "int64" }, "9007199254740993"),
    field("in a list", { type: "array", items: { type: "string", format: "uint64" } }, ["12"]),
    field(
      "in a map",
      { type: "object", additionalProperties: { type: "string", format: "int64" } },
      { a: "12" },
    ),
  ],
};
