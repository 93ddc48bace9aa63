// Generated from spec.yaml#/paths/~1items~1{path}/post.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, Fields, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["addItem"];
export type Input = NonNullable<Op["parameters"]["path"]> &
  Partial<Fields<NonNullable<Op["requestBody"]>["content"]["application/json"]>>;
export type Output = void;

export const tool = {
  name: "addItem",
  description: "POST /items/{path}. With any field of the body, also give: id.",
  hints: { readOnly: false, destructive: false, idempotent: false },
  input: {
    type: "object",
    properties: {
      path: { type: "string" },
      id: { type: "string", format: "uuid" },
      name: { type: "string", maxLength: 10 },
      tags: { type: "array", items: {} },
    },
    required: ["path"],
    dependentRequired: { name: ["id"], tags: ["id"] },
    additionalProperties: false,
  },
  request: {
    api: "case",
    method: "POST",
    path: "/items/{path}",
    parameters: { path: { in: "path", allowSlash: true } },
    body: {
      required: false,
      content: [{ mediaType: "application/json", encoding: "json" }],
      source: { kind: "fields", fields: { id: "id", name: "name", tags: "tags" } },
    },
  },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
