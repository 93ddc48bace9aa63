// Generated from spec.yaml#/paths/~1pets~1{id}/get.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["getPet"];
export type Input = NonNullable<Op["parameters"]["path"]> & NonNullable<Op["parameters"]["query"]>;
export type Output = Op["responses"][200]["content"]["application/json"];

export const tool = {
  name: "getPet",
  description: "GET /pets/{id}",
  hints: { readOnly: true, destructive: false, idempotent: true },
  input: {
    type: "object",
    properties: {
      id: { type: "string" },
      limit: { type: "integer", maximum: 100 },
      tags: { type: "array", items: { type: "string" } },
      ids: { type: "array", items: { type: "integer" } },
    },
    required: ["id"],
    additionalProperties: false,
  },
  request: {
    api: "case",
    method: "GET",
    path: "/pets/{id}",
    parameters: {
      id: { in: "path" },
      limit: { in: "query" },
      tags: { in: "query" },
      ids: { in: "query", style: "pipeDelimited" },
    },
  },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
