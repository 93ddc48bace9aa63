// Generated from spec.yaml#/paths/~1pets/get.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["listPets"];
export type Input = NonNullable<Op["parameters"]["query"]> & { _fields?: unknown } & { _from?: unknown };
export type Output = Op["responses"][200]["content"]["application/json"];

export const tool = {
  name: "listPets",
  description: "GET /pets",
  hints: { readOnly: true, destructive: false, idempotent: true },
  input: {
    type: "object",
    properties: {
      page: { type: "integer" },
      _fields: { type: "string", description: "Reply fields to keep: id,items.name" },
      _from: { type: "integer", description: "Where a cut reply goes on" },
    },
    additionalProperties: false,
  },
  request: { api: "case", method: "GET", path: "/pets", parameters: { page: { in: "query" } } },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
