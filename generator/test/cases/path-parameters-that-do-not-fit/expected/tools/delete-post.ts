// Generated from spec.yaml#/paths/~1users~1{userId}~1posts~1{n}/delete.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["deletePost"];
export type Input = NonNullable<Op["parameters"]["path"]>;
export type Output = void;

export const tool = {
  name: "deletePost",
  description: "DELETE /users/{userId}/posts/{n}",
  hints: { readOnly: false, destructive: true, idempotent: true },
  input: {
    type: "object",
    properties: { userId: { type: "string" }, n: { type: "string" } },
    required: ["userId", "n"],
    additionalProperties: false,
  },
  request: {
    api: "case",
    method: "DELETE",
    path: "/users/{userId}/posts/{n}",
    parameters: { userId: { in: "path" }, n: { in: "path" } },
  },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
