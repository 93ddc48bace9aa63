// Generated from spec.yaml#/paths/~1items~1{id}/patch.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["changeItem"];
export type Input = NonNullable<Op["parameters"]["path"]> &
  { body: NonNullable<Op["requestBody"]>["content"]["application/json"] };
export type Output = void;

export const tool = {
  name: "changeItem",
  description: "PATCH /items/{id}",
  hints: { readOnly: false, destructive: false, idempotent: false },
  input: {
    type: "object",
    properties: {
      id: { type: "string" },
      body: {
        type: "object",
        properties: { label: { type: "string" }, price: { type: "number" }, free: { type: "boolean" } },
        anyOf: [
          { type: "object", properties: { free: false }, required: ["price"] },
          { type: "object", properties: { price: false }, required: ["free"] },
        ],
      },
    },
    required: ["id", "body"],
    additionalProperties: false,
  },
  request: {
    api: "case",
    method: "PATCH",
    path: "/items/{id}",
    parameters: { id: { in: "path" } },
    body: {
      required: true,
      content: [{ mediaType: "application/json", encoding: "json" }],
      source: { kind: "whole", key: "body" },
    },
  },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
