// Generated from spec.yaml#/paths/~1vehicles/post.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["addVehicle"];
export type Input = { body: NonNullable<Op["requestBody"]>["content"]["application/json"] };
export type Output = void;

export const tool = {
  name: "addVehicle",
  description: "POST /vehicles",
  hints: { readOnly: false, destructive: false, idempotent: false },
  input: {
    type: "object",
    properties: { body: { $ref: "#/$defs/Vehicle" } },
    required: ["body"],
    additionalProperties: false,
    $defs: {
      Lorry: {
        allOf: [
          { $ref: "#/$defs/Vehicle_own" },
          { type: "object", properties: { load: { type: "integer" } }, required: ["load"] },
        ],
      },
      Tanker: {
        allOf: [{ $ref: "#/$defs/Lorry" }, { type: "object", properties: { litres: { type: "integer" } } }],
      },
      Vehicle: {
        type: "object",
        anyOf: [
          { $ref: "#/$defs/Lorry", properties: { sort: { enum: ["lorry"] } } },
          { $ref: "#/$defs/Tanker", properties: { sort: { enum: ["Tanker"] } } },
          {
            properties: { sort: { not: { enum: ["lorry", "Tanker"] } } },
            anyOf: [{ $ref: "#/$defs/Vehicle_own" }],
          },
        ],
      },
      Vehicle_own: {
        type: "object",
        properties: { sort: { type: "string" }, plate: { type: "string" } },
        required: ["sort"],
      },
    },
  },
  request: {
    api: "case",
    method: "POST",
    path: "/vehicles",
    body: {
      required: true,
      content: [{ mediaType: "application/json", encoding: "json" }],
      source: { kind: "whole", key: "body" },
    },
  },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
