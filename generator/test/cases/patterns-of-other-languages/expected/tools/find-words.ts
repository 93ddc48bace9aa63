// Generated from spec.yaml#/paths/~1words/get.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["findWords"];
export type Input = NonNullable<Op["parameters"]["query"]>;
export type Output = void;

export const tool = {
  name: "findWords",
  description: "GET /words",
  hints: { readOnly: true, destructive: false, idempotent: true },
  input: {
    type: "object",
    properties: {
      delimited: { type: "string", pattern: "^x\\d$" },
      anyCase: { type: "string", pattern: "^[a-fA-F]+-[kK]$" },
      ruby: { type: "string", pattern: "^[a-z]+$" },
      posix: { type: "string", pattern: "^[A-Za-z_]+$" },
      unsure: { type: "string" },
      slashes: { type: "string", pattern: "/v1/" },
    },
    additionalProperties: false,
  },
  request: {
    api: "case",
    method: "GET",
    path: "/words",
    parameters: {
      delimited: { in: "query" },
      anyCase: { in: "query" },
      ruby: { in: "query" },
      posix: { in: "query" },
      unsure: { in: "query" },
      slashes: { in: "query" },
    },
  },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
