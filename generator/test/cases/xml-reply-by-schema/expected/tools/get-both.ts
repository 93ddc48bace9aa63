// Generated from spec.yaml#/paths/~1both/get.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["getBoth"];
export type Input = Record<never, never>;
export type Output = Op["responses"][200]["content"]["application/json"];

export const tool = {
  name: "getBoth",
  description: "GET /both",
  hints: { readOnly: true, destructive: false, idempotent: true },
  input: { type: "object", properties: {}, additionalProperties: false },
  request: { api: "case", method: "GET", path: "/both" },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
