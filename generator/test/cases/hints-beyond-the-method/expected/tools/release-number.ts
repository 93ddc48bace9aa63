// Generated from spec.yaml#/paths/~1releases/post.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["releaseNumber"];
export type Input = Record<never, never>;
export type Output = void;

export const tool = {
  name: "releaseNumber",
  title: "Gives a number back for good",
  description: "Gives a number back for good.",
  hints: { readOnly: false, destructive: true, idempotent: false },
  input: { type: "object", properties: {}, additionalProperties: false },
  request: { api: "case", method: "POST", path: "/releases" },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
