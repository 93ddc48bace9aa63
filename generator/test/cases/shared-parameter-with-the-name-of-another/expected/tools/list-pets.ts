// Generated from spec.yaml#/paths/~1pets/get.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["listPets"];
export type Input = NonNullable<Op["parameters"]["query"]>;
export type Output = void;

export const tool = {
  name: "listPets",
  description: "GET /pets",
  hints: { readOnly: true, destructive: false, idempotent: true },
  input: {
    type: "object",
    properties: { page: { type: "integer" }, size: { type: "integer", maximum: 100 } },
    additionalProperties: false,
  },
  request: {
    api: "case",
    method: "GET",
    path: "/pets",
    parameters: { page: { in: "query" }, size: { in: "query" } },
  },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
