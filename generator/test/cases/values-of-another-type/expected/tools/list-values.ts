// Generated from spec.yaml#/paths/~1values/get.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["listValues"];
export type Input = NonNullable<Op["parameters"]["query"]>;
export type Output = void;

export const tool = {
  name: "listValues",
  description: "GET /values",
  hints: { readOnly: true, destructive: false, idempotent: true },
  input: {
    type: "object",
    properties: {
      all: { type: "boolean", default: false },
      page: { type: "integer" },
      size: { type: "integer", enum: [10, 20] },
      code: { type: "string", default: "7", enum: ["7", "8"] },
      id: {
        type: ["integer", "string"],
        format: "int64",
        default: "9223372036854775807",
        pattern: "^-?[0-9]{1,20}$",
      },
    },
    additionalProperties: false,
  },
  request: {
    api: "case",
    method: "GET",
    path: "/values",
    parameters: {
      all: { in: "query" },
      page: { in: "query" },
      size: { in: "query" },
      code: { in: "query" },
      id: { in: "query" },
    },
  },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
