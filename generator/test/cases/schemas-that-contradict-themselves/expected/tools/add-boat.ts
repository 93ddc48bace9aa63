// Generated from spec.yaml#/paths/~1boats/post.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, Fields, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["addBoat"];
export type Input = Fields<NonNullable<Op["requestBody"]>["content"]["application/json"]>;
export type Output = void;

export const tool = {
  name: "addBoat",
  description: "POST /boats",
  hints: { readOnly: false, destructive: false, idempotent: false },
  input: {
    type: "object",
    properties: {
      marks: { type: "array", items: { type: "string", enum: ["up", "down"] } },
      speed: { type: "string", enum: ["slow", "fast"] },
      version: { type: "string", enum: ["1.10", "2.0"] },
      key: { type: "string", maxLength: 12 },
      owner: { $ref: "#/$defs/Owner" },
      hull: { $ref: "#/$defs/Hull" },
      crew: { type: "integer" },
      sail: {
        type: "object",
        additionalProperties: false,
        properties: { area: { type: "number" } },
        required: ["area"],
      },
      engine: { type: "object", anyOf: [{ type: "object", properties: { oil: { type: "number" } } }] },
    },
    additionalProperties: false,
    $defs: {
      Hull: {
        allOf: [
          { type: "object", properties: { length: { type: "number" } } },
          { type: "object", properties: { width: { type: "number" } } },
        ],
      },
      Owner: {
        allOf: [
          { type: "object", properties: { label: { type: "string" } } },
          { type: "object", properties: {} },
        ],
      },
    },
  },
  request: {
    api: "case",
    method: "POST",
    path: "/boats",
    body: {
      required: true,
      content: [{ mediaType: "application/json", encoding: "json" }],
      source: {
        kind: "fields",
        fields: {
          marks: "marks",
          speed: "speed",
          version: "version",
          key: "key",
          owner: "owner",
          hull: "hull",
          crew: "crew",
          sail: "sail",
          engine: "engine",
        },
      },
    },
  },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
