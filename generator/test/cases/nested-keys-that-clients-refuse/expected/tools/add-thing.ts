// Generated from spec.yaml#/paths/~1things/post.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, Fields, HttpTool, ListedKeys, Renamed, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["addThing"];
export type Input = Renamed<Fields<NonNullable<Op["requestBody"]>["content"]["application/json"]>, { "@context": "context" }>;
export type Output = void;

export const tool = {
  name: "addThing",
  description: "POST /things",
  hints: { readOnly: false, destructive: false, idempotent: false },
  input: {
    type: "object",
    properties: {
      context: { type: "string", "x-wire-name": "@context" },
      thing: {
        type: "object",
        properties: {
          type_2: { type: "string", "x-wire-name": "@type" },
          type: { type: "string" },
          a_b_c: { type: "integer", "x-wire-name": "a.b c" },
        },
        required: ["type_2"],
      },
    },
    additionalProperties: false,
  },
  request: {
    api: "case",
    method: "POST",
    path: "/things",
    body: {
      required: true,
      content: [{ mediaType: "application/json", encoding: "json" }],
      source: { kind: "fields", fields: { context: "@context", thing: "thing" } },
    },
  },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
