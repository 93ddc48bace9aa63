// Generated from spec.yaml#/paths/~1items/post.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, Fields, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["addItem"];
export type Input = Omit<Fields<NonNullable<Op["requestBody"]>["content"]["application/json"]>, "id" | "note">;
export type Output = void;

export const tool = {
  name: "addItem",
  description: "POST /items",
  hints: { readOnly: false, destructive: false, idempotent: false },
  input: {
    type: "object",
    properties: { label: { type: "string" }, size: { type: "integer" } },
    required: ["label"],
    additionalProperties: false,
  },
  request: {
    api: "case",
    method: "POST",
    path: "/items",
    body: {
      required: true,
      content: [{ mediaType: "application/json", encoding: "json" }],
      source: { kind: "fields", fields: { label: "label", size: "size" } },
    },
  },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
