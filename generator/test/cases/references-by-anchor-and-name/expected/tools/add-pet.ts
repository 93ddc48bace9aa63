// Generated from spec.yaml#/paths/~1pets/post.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, Fields, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["addPet"];
export type Input = Partial<Fields<NonNullable<Op["requestBody"]>["content"]["application/json"]>>;
export type Output = void;

export const tool = {
  name: "addPet",
  description: "POST /pets",
  hints: { readOnly: false, destructive: false, idempotent: false },
  input: { type: "object", properties: { name: { type: "string" } }, additionalProperties: false },
  request: {
    api: "case",
    method: "POST",
    path: "/pets",
    body: {
      required: false,
      content: [{ mediaType: "application/json", encoding: "json" }],
      source: { kind: "fields", fields: { name: "name" } },
    },
  },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
