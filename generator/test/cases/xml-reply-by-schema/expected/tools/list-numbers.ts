// Generated from spec.yaml#/paths/~1numbers/get.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["listNumbers"];
export type Input = { _from?: unknown };
export type Output = Op["responses"][200]["content"]["application/xml"];

export const tool = {
  name: "listNumbers",
  description: "GET /numbers",
  hints: { readOnly: true, destructive: false, idempotent: true },
  input: {
    type: "object",
    properties: { _from: { type: "integer", description: "Where a cut reply goes on" } },
    additionalProperties: false,
  },
  request: {
    api: "case",
    method: "GET",
    path: "/numbers",
    accept: "application/xml",
    reply: {
      xml: {
        $ref: "#/$defs/Numbers",
        $defs: {
          Number: {
            type: "object",
            properties: { Id: { type: "string", xml: { attribute: true } }, Full: { type: "string" } },
            xml: { name: "Number" },
          },
          Numbers: {
            type: "object",
            properties: {
              Count: { type: "integer" },
              Numbers: { type: "array", items: { $ref: "#/$defs/Number" }, xml: { wrapped: true } },
            },
          },
        },
      },
    },
  },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
