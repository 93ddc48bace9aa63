// Generated from spec.yaml#/paths/~1alarms/post.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, Fields, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["addAlarm"];
export type Input = Fields<NonNullable<Op["requestBody"]>["content"]["application/json"]>;
export type Output = void;

export const tool = {
  name: "addAlarm",
  description: "POST /alarms",
  hints: { readOnly: false, destructive: false, idempotent: false },
  input: {
    type: "object",
    properties: {
      part: { anyOf: [{ $ref: "#/$defs/LampPart" }, { $ref: "#/$defs/HornPart" }] },
      named: {
        anyOf: [
          { $ref: "#/$defs/Left", properties: { side: { enum: ["Left"] } } },
          { $ref: "#/$defs/Right", properties: { side: { enum: ["Right"] } } },
          {
            properties: { side: { not: { enum: ["Left", "Right"] } } },
            anyOf: [{ $ref: "#/$defs/Left" }, { $ref: "#/$defs/Right" }],
          },
        ],
      },
    },
    required: ["part"],
    additionalProperties: false,
    $defs: {
      HornPart: {
        type: "object",
        properties: { kind: { enum: ["horn", "bell"] }, tone: { type: "string" } },
        required: ["kind"],
      },
      LampPart: {
        type: "object",
        properties: { kind: { const: "lamp" }, watts: { type: "integer" } },
        required: ["kind"],
      },
      Left: {
        type: "object",
        properties: { side: { type: "string", "x-wire-name": "@side" } },
        required: ["side"],
      },
      Right: {
        type: "object",
        properties: { side: { type: "string", "x-wire-name": "@side" }, far: { type: "boolean" } },
        required: ["side"],
      },
    },
  },
  request: {
    api: "case",
    method: "POST",
    path: "/alarms",
    body: {
      required: true,
      content: [{ mediaType: "application/json", encoding: "json" }],
      source: { kind: "fields", fields: { part: "part", named: "named" } },
    },
  },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
