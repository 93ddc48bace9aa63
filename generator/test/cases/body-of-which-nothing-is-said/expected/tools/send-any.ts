// Generated from spec.yaml#/paths/~1any/post.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["sendAny"];
export type Input = { body?: NonNullable<Op["requestBody"]>["content"]["application/json"] };
export type Output = void;

export const tool = {
  name: "sendAny",
  description: "POST /any",
  hints: { readOnly: false, destructive: false, idempotent: false },
  input: {
    type: "object",
    properties: { body: { description: "Any JSON value." } },
    additionalProperties: false,
  },
  request: {
    api: "case",
    method: "POST",
    path: "/any",
    body: {
      required: false,
      content: [{ mediaType: "application/json", encoding: "json" }],
      source: { kind: "whole", key: "body" },
    },
  },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
