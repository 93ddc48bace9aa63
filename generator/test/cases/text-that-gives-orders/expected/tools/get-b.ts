// Generated from spec.yaml#/paths/~1b/get.
// Do not edit: change the description, its patches or the config, and run the generator again.
import type { AllListed, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["getB"];
export type Input = NonNullable<Op["parameters"]["query"]>;
export type Output = void;

export const tool = {
  name: "getB",
  title: "Gets B",
  description: "Gets B.",
  hints: { readOnly: true, destructive: false, idempotent: true },
  input: {
    type: "object",
    properties: { q: { type: "string", description: "Plain words." } },
    additionalProperties: false,
  },
  request: { api: "case", method: "GET", path: "/b", parameters: { q: { in: "query" } } },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
