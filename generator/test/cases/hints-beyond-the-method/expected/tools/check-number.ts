// Generated from spec.yaml#/paths/~1checks/post.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["checkNumber"];
export type Input = Record<never, never>;
export type Output = void;

export const tool = {
  name: "checkNumber",
  title: "Looks a number up",
  description: "Looks a number up.",
  hints: { readOnly: true, destructive: false, idempotent: true },
  input: { type: "object", properties: {}, additionalProperties: false },
  request: { api: "case", method: "POST", path: "/checks" },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
