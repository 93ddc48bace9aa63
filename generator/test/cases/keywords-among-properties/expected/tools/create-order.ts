// Generated from spec.yaml#/paths/~1orders/post.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, Fields, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["createOrder"];
export type Input = Fields<NonNullable<Op["requestBody"]>["content"]["application/xml"]>;
export type Output = void;

export const tool = {
  name: "createOrder",
  description: "POST /orders",
  hints: { readOnly: false, destructive: false, idempotent: false },
  input: {
    type: "object",
    properties: {
      name: { type: "string" },
      item: { type: "string" },
      type: { type: "string", description: "A property that is really called so." },
    },
    required: ["item"],
    additionalProperties: false,
  },
  request: {
    api: "case",
    method: "POST",
    path: "/orders",
    body: {
      required: true,
      content: [{ mediaType: "application/xml", encoding: "xml", xml: { name: "Order" } }],
      source: { kind: "fields", fields: { name: "name", item: "item", type: "type" } },
    },
  },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
