// Generated from spec.yaml#/paths/~1level/post.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, Fields, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["sendLevel"];
export type Input = Partial<Fields<NonNullable<Op["requestBody"]>["content"]["application/json"]>>;
export type Output = Op["responses"][200]["content"]["application/json"];

export const tool = {
  name: "sendLevel",
  description: "POST /level",
  hints: { readOnly: false, destructive: false, idempotent: false },
  input: { type: "object", properties: { name: { type: "string" } }, additionalProperties: false },
  request: {
    api: "case",
    method: "POST",
    path: "/level",
    body: {
      required: false,
      content: [{ mediaType: "application/json", encoding: "json" }],
      source: { kind: "fields", fields: { name: "name" } },
    },
  },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
