// Generated from spec.yaml#/paths/~1filters/post.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, Fields, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["addFilter"];
export type Input = Fields<NonNullable<Op["requestBody"]>["content"]["application/json"]>;
export type Output = void;

export const tool = {
  name: "addFilter",
  description: "POST /filters",
  hints: { readOnly: false, destructive: false, idempotent: false },
  input: {
    type: "object",
    properties: { filter: { $ref: "#/$defs/Filter" } },
    required: ["filter"],
    additionalProperties: false,
    $defs: {
      All: {
        allOf: [
          { $ref: "#/$defs/Filter_own" },
          { type: "object", properties: { of: { type: "array", items: { $ref: "#/$defs/Filter" } } } },
        ],
      },
      Filter: {
        type: "object",
        properties: { op: { type: "string" } },
        required: ["op"],
        anyOf: [
          { $ref: "#/$defs/All", properties: { op: { enum: ["all"] } } },
          { $ref: "#/$defs/Is", properties: { op: { enum: ["is"] } } },
        ],
      },
      Filter_own: { type: "object", properties: { op: { type: "string" } }, required: ["op"] },
      Is: {
        allOf: [
          { $ref: "#/$defs/Filter_own" },
          { type: "object", properties: { value: { type: "string" } }, required: ["value"] },
        ],
      },
    },
  },
  request: {
    api: "case",
    method: "POST",
    path: "/filters",
    body: {
      required: true,
      content: [{ mediaType: "application/json", encoding: "json" }],
      source: { kind: "fields", fields: { filter: "filter" } },
    },
  },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
