// Generated from spec.yaml#/paths/~1things~1{id}/put.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, Fields, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["putThing"];
export type Input = NonNullable<Op["parameters"]["path"]> &
  Fields<NonNullable<Op["requestBody"]>["content"]["application/json"]>;
export type Output = void;

export const tool = {
  name: "putThing",
  description: "PUT /things/{id}",
  hints: { readOnly: false, destructive: false, idempotent: true },
  input: {
    type: "object",
    properties: {
      id: { type: ["integer", "string"], format: "int64", minimum: 1, pattern: "^[1-9][0-9]{0,19}$" },
      small: { type: "integer", format: "int64", minimum: 0, maximum: 99 },
      big: { type: ["integer", "string"], format: "int64", pattern: "^-?[0-9]{1,20}$" },
      timeout: {
        type: ["integer", "null", "string"],
        format: "int64",
        minimum: -1,
        pattern: "^[0-9]{1,20}$",
      },
      price: { type: "integer", format: "int64", minimum: 10 },
      rank: { type: "integer", format: "int64", maximum: 100 },
      step: { type: "integer", format: "int64", multipleOf: 5 },
    },
    required: ["id"],
    additionalProperties: false,
  },
  request: {
    api: "case",
    method: "PUT",
    path: "/things/{id}",
    parameters: { id: { in: "path" } },
    body: {
      required: true,
      content: [{ mediaType: "application/json", encoding: "json" }],
      source: {
        kind: "fields",
        fields: {
          small: "small",
          big: "big",
          timeout: "timeout",
          price: "price",
          rank: "rank",
          step: "step",
        },
      },
    },
  },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
