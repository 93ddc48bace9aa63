// Generated from spec.yaml#/paths/~1orders/post.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, Fields, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["addOrder"];
export type Input = Partial<Fields<NonNullable<Op["requestBody"]>["content"]["application/xml"]>>;
export type Output = void;

export const tool = {
  name: "addOrder",
  description: "POST /orders",
  hints: { readOnly: false, destructive: false, idempotent: false },
  input: {
    type: "object",
    properties: { Order: { $ref: "#/$defs/Order" } },
    additionalProperties: false,
    $defs: {
      Order: {
        type: "object",
        properties: {
          id: { type: "integer", xml: { attribute: true } },
          note: { type: "string", xml: { nodeType: "cdata" } },
          rows: { type: "array", xml: { wrapped: true }, items: { $ref: "#/$defs/Row" } },
          tags: { type: "array", xml: { wrapped: true }, items: { type: "string", xml: { name: "tag" } } },
        },
      },
      Row: { type: "object", xml: { nodeType: "none" }, properties: { Cell: { type: "string" } } },
    },
  },
  request: {
    api: "case",
    method: "POST",
    path: "/orders",
    body: {
      required: false,
      content: [{ mediaType: "application/xml", encoding: "xml", xml: { name: "Order", fields: ["Order"] } }],
      source: { kind: "fields", fields: { Order: "Order" } },
    },
  },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
