// Generated from spec.yaml#/paths/~1items~1{path}/get.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["readItem"];
export type Input = NonNullable<Op["parameters"]["path"]> & NonNullable<Op["parameters"]["query"]>;
export type Output = void;

export const tool = {
  name: "readItem",
  description: "GET /items/{path}",
  hints: { readOnly: true, destructive: false, idempotent: true },
  input: {
    type: "object",
    properties: { path: { type: "string" }, size: { type: "integer" } },
    required: ["path"],
    additionalProperties: false,
  },
  request: {
    api: "case",
    method: "GET",
    path: "/items/{path}",
    parameters: { path: { in: "path", allowSlash: true }, size: { in: "query" } },
  },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
