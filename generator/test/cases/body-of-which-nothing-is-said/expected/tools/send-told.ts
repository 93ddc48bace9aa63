// Generated from spec.yaml#/paths/~1told/post.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["sendTold"];
export type Input = { body: NonNullable<Op["requestBody"]>["content"]["application/json"] };
export type Output = void;

export const tool = {
  name: "sendTold",
  description: "POST /told",
  hints: { readOnly: false, destructive: false, idempotent: false },
  input: {
    type: "object",
    properties: { body: { description: "The event. Any JSON value." } },
    required: ["body"],
    additionalProperties: false,
  },
  request: {
    api: "case",
    method: "POST",
    path: "/told",
    body: {
      required: true,
      content: [{ mediaType: "application/json", encoding: "json" }],
      source: { kind: "whole", key: "body" },
    },
  },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
