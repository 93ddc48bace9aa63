// Generated from spec.yaml#/paths/~1users~1{userId}/get.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["getUser"];
export type Input = NonNullable<Op["parameters"]["path"]> & NonNullable<Op["parameters"]["query"]>;
export type Output = void;

export const tool = {
  name: "getUser",
  description: "GET /users/{userId}",
  hints: { readOnly: true, destructive: false, idempotent: true },
  input: {
    type: "object",
    properties: { userId: { type: "integer" }, fields: { type: "string" } },
    required: ["userId"],
    additionalProperties: false,
  },
  request: {
    api: "case",
    method: "GET",
    path: "/users/{userId}",
    parameters: { userId: { in: "path" }, fields: { in: "query" } },
  },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
