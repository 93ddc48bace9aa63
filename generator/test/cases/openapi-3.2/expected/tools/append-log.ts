// Generated from spec.yaml#/paths/~1log/post.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["appendLog"];
export type Input = { body: NonNullable<Op["requestBody"]>["content"]["application/jsonl"] };
export type Output = void;

export const tool = {
  name: "appendLog",
  description: "POST /log",
  hints: { readOnly: false, destructive: false, idempotent: false },
  input: {
    type: "object",
    properties: {
      body: { type: "array", items: { type: "object", properties: { line: { type: "string" } } } },
    },
    required: ["body"],
    additionalProperties: false,
  },
  request: {
    api: "case",
    method: "POST",
    path: "/log",
    body: {
      required: true,
      content: [{ mediaType: "application/jsonl", encoding: "lines" }],
      source: { kind: "whole", key: "body" },
    },
  },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
