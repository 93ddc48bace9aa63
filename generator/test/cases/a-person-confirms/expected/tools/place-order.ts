// Generated from spec.yaml#/paths/~1orders/post.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["placeOrder"];
export type Input = Record<never, never>;
export type Output = void;

export const tool = {
  name: "placeOrder",
  title: "Places an order",
  description: "Places an order.",
  hints: { readOnly: false, destructive: false, idempotent: false },
  confirm: "billable",
  input: { type: "object", properties: {}, additionalProperties: false },
  request: { api: "case", method: "POST", path: "/orders" },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
