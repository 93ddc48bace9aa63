// Generated from spec.yaml#/paths/~1notes/post.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, Fields, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["createNote"];
export type Input = Fields<NonNullable<Op["requestBody"]>["content"]["application/json"]>;
export type Output = void;

export const tool = {
  name: "createNote",
  description: "POST /notes",
  hints: { readOnly: false, destructive: false, idempotent: false },
  input: {
    type: "object",
    properties: {
      text: { type: "string" },
      colour: { type: ["string", "null"], enum: ["red", "blue", null] },
      author: { anyOf: [{ $ref: "#/$defs/Author" }, { type: "null" }] },
    },
    additionalProperties: false,
    $defs: { Author: { type: "object", properties: { name: { type: "string" } } } },
  },
  request: {
    api: "case",
    method: "POST",
    path: "/notes",
    body: {
      required: true,
      content: [{ mediaType: "application/json", encoding: "json" }],
      source: { kind: "fields", fields: { text: "text", colour: "colour", author: "author" } },
    },
  },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
