// Generated from spec.yaml#/paths/~1a~1users/delete.
// Do not edit: change the description, its patches or the config, and run the generator again.
import type { AllListed, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["users_2"];
export type Input = Record<never, never>;
export type Output = void;

export const tool = {
  name: "users_2",
  description: "DELETE /a/users",
  hints: { readOnly: false, destructive: true, idempotent: true },
  input: { type: "object", properties: {}, additionalProperties: false },
  request: { api: "case", method: "DELETE", path: "/a/users" },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
