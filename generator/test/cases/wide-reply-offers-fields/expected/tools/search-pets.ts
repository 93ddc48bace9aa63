// Generated from spec.yaml#/paths/~1search/get.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["searchPets"];
export type Input = NonNullable<Op["parameters"]["query"]> & { _from?: unknown };
export type Output = Op["responses"][200]["content"]["application/json"];

export const tool = {
  name: "searchPets",
  description: "GET /search",
  hints: { readOnly: true, destructive: false, idempotent: true },
  input: {
    type: "object",
    properties: {
      _fields: { type: "string", description: "The API has its own." },
      _from: { type: "integer", description: "Where a cut reply goes on" },
    },
    additionalProperties: false,
  },
  request: { api: "case", method: "GET", path: "/search", parameters: { _fields: { in: "query" } } },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
