import { describe, expect, test } from "vitest";
import type { Schema, SchemaObject } from "../3-model/index.js";
import { xmlRoot } from "./xml-root.js";

const order: SchemaObject = {
  type: "object",
  properties: { Site: { type: "string" }, Tn: { type: "string" } },
};
const definitions: Readonly<Record<string, Schema>> = {
  Order: order,
  Named: { ...order, xml: { name: "Order", namespace: "https://x.test", prefix: "p" } },
  Titled: { ...order, title: "Realm" },
  Worded: { ...order, title: "A realm of its own" },
  OrderRequest: { type: "object", properties: { Order: { $ref: "#/$defs/Order" } } },
  Described: { allOf: [{ $ref: "#/$defs/OrderRequest" }], description: "Again." },
  Settings: { type: "object", properties: { Countries: { type: "array", items: { type: "string" } } } },
  Inner: { type: "object", properties: { Order: { $ref: "#/$defs/Named" } } },
  CityRequest: { type: "object", properties: { City: { $ref: "#/$defs/Order" } } },
  Circle: { oneOf: [{ $ref: "#/$defs/Circle" }, { $ref: "#/$defs/Circle" }] },
};
const ref = (name: string): Schema => ({ $ref: `#/$defs/${name}` });
const rootOf = (schema: Schema | undefined, exampleRoot?: string) =>
  xmlRoot({ ...(schema !== undefined && { schema }), ...(exampleRoot && { exampleRoot }) }, definitions);

describe("the root is", () => {
  test.each<[string, Schema | undefined, string | undefined, object]>([
    [
      "named by the hints",
      ref("Named"),
      "Shown",
      { name: "Order", namespace: "https://x.test", prefix: "p" },
    ],
    [
      "named by hints of allOf",
      { allOf: [ref("Named")] },
      undefined,
      { name: "Order", namespace: "https://x.test", prefix: "p" },
    ],
    ["the only field", ref("OrderRequest"), undefined, { name: "Order", fields: ["Order"] }],
    [
      "the only field of a composed schema",
      ref("Described"),
      undefined,
      { name: "Order", fields: ["Order"] },
    ],
    ["the only field, under its own hint", ref("Inner"), undefined, { name: "Order", fields: ["Order"] }],
    [
      "the only field, whatever else an example shows",
      ref("OrderRequest"),
      "Shown",
      { name: "Order", fields: ["Order"] },
    ],
    ["the schema, where an example has its name", ref("Settings"), "Settings", { name: "Settings" }],
    ["the only field, a list", ref("Settings"), undefined, { name: "Countries", fields: ["Countries"] }],
    ["the title", ref("Titled"), "Shown", { name: "Realm" }],
    ["shown by the examples", ref("Worded"), "Shown", { name: "Shown" }],
    ["the component", ref("Worded"), undefined, { name: "Worded" }],
    ["root, where nothing has a name", order, undefined, { name: "root" }],
    ["root, without a schema", undefined, undefined, { name: "root" }],
    ["no field that begins small", { properties: { order } }, undefined, { name: "root" }],
    ["no plain field", { properties: { Name: { type: "string" } } }, undefined, { name: "root" }],
    [
      "what all alternatives are called",
      { oneOf: [ref("Named"), ref("Named")] },
      undefined,
      { name: "Order" },
    ],
    [
      "the field of the alternative",
      { anyOf: [ref("OrderRequest"), ref("CityRequest")] },
      undefined,
      { name: "Order", fields: ["Order", "City"] },
    ],
    [
      "nothing that alternatives do not share",
      { oneOf: [ref("Named"), ref("CityRequest")] },
      "Shown",
      { name: "Shown" },
    ],
    ["never found in a circle", ref("Circle"), undefined, { name: "Circle" }],
  ])("%s", (_, schema, example, expected) => {
    expect(rootOf(schema, example)).toEqual(expected);
  });
});
