// Generated from spec.yaml#/paths/~1pets~1{id}/post.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["renamePet"];
export type Input = NonNullable<Op["parameters"]["path"]> &
  { body: NonNullable<Op["requestBody"]>["content"]["application/json"] };
export type Output = void;

export const tool = {
  name: "renamePet",
  title: "Rename a pet",
  description: "Rename a pet.",
  hints: { readOnly: false, destructive: false, idempotent: false },
  input: {
    type: "object",
    properties: {
      id: { type: "string" },
      body: {
        type: "object",
        properties: { id: { type: "integer" }, name: { type: "string" } },
        required: ["id"],
      },
    },
    required: ["id", "body"],
    additionalProperties: false,
  },
  request: {
    api: "case",
    method: "POST",
    path: "/pets/{id}",
    parameters: { id: { in: "path" } },
    body: {
      required: true,
      content: [{ mediaType: "application/json", encoding: "json" }],
      source: { kind: "whole", key: "body" },
    },
  },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
