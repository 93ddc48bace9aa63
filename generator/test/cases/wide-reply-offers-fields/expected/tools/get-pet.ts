// Generated from spec.yaml#/paths/~1pets~1{id}/get.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["getPet"];
export type Input = NonNullable<Op["parameters"]["path"]>;
export type Output = Op["responses"][200]["content"]["application/json"];

export const tool = {
  name: "getPet",
  description: "GET /pets/{id}",
  hints: { readOnly: true, destructive: false, idempotent: true },
  input: {
    type: "object",
    properties: { id: { type: "string" } },
    required: ["id"],
    additionalProperties: false,
  },
  request: { api: "case", method: "GET", path: "/pets/{id}", parameters: { id: { in: "path" } } },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
