// Generated from spec.yaml#/paths/~1pay/post.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["pay"];
export type Input = { body: NonNullable<Op["requestBody"]>["content"]["application/json"] };
export type Output = void;

export const tool = {
  name: "pay",
  description: "POST /pay",
  hints: { readOnly: false, destructive: false, idempotent: false },
  input: {
    type: "object",
    properties: {
      body: {
        anyOf: [
          { type: "object", properties: { card: { type: "string" } }, required: ["card"] },
          { type: "object", properties: { iban: { type: "string" } }, required: ["iban"] },
        ],
      },
    },
    required: ["body"],
    additionalProperties: false,
  },
  request: {
    api: "case",
    method: "POST",
    path: "/pay",
    body: {
      required: true,
      content: [{ mediaType: "application/json", encoding: "json" }],
      source: { kind: "whole", key: "body" },
    },
  },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
