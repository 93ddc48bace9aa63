// Generated from spec.yaml#/paths/~1orders/post.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, Fields, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["addOrder"];
export type Input = Fields<NonNullable<Op["requestBody"]>["content"]["application/xml"]>;
export type Output = void;

export const tool = {
  name: "addOrder",
  description: "POST /orders",
  hints: { readOnly: false, destructive: false, idempotent: false },
  input: {
    type: "object",
    properties: {
      id: { type: "integer", xml: { attribute: true } },
      items: {
        type: "array",
        xml: { name: "Items", wrapped: true },
        items: { type: "string", xml: { name: "Item" } },
      },
    },
    required: ["id"],
    additionalProperties: false,
  },
  request: {
    api: "case",
    method: "POST",
    path: "/orders",
    body: {
      required: true,
      content: [
        {
          mediaType: "application/xml",
          encoding: "xml",
          xml: { name: "NewOrder", namespace: "https://orders.example.com/v1" },
        },
      ],
      source: { kind: "fields", fields: { id: "id", items: "items" } },
    },
  },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
