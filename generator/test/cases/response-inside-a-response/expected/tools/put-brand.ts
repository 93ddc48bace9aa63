// Generated from spec.yaml#/paths/~1brands/put.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["putBrand"];
export type Input = Record<never, never>;
export type Output = void;

export const tool = {
  name: "putBrand",
  description: "PUT /brands",
  hints: { readOnly: false, destructive: false, idempotent: true },
  input: { type: "object", properties: {}, additionalProperties: false },
  request: { api: "case", method: "PUT", path: "/brands" },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
