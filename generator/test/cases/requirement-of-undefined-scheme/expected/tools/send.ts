// Generated from spec.yaml#/paths/~1letters/post.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["send"];
export type Input = Record<never, never>;
export type Output = void;

export const tool = {
  name: "send",
  description: "POST /letters",
  hints: { readOnly: false, destructive: false, idempotent: false },
  input: { type: "object", properties: {}, additionalProperties: false },
  request: { api: "case", method: "POST", path: "/letters", security: [{ tokn: [] }] },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
