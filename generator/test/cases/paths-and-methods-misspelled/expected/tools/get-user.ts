// Generated from spec.yaml#/paths/~1users~1{id}/get.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["getUser"];
export type Input = NonNullable<Op["parameters"]["path"]>;
export type Output = void;

export const tool = {
  name: "getUser",
  description: "GET /users/{id}",
  hints: { readOnly: true, destructive: false, idempotent: true },
  input: {
    type: "object",
    properties: { id: { type: "string" } },
    required: ["id"],
    additionalProperties: false,
  },
  request: { api: "case", method: "GET", path: "/users/{id}", parameters: { id: { in: "path" } } },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
