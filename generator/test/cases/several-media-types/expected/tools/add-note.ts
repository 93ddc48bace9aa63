// Generated from spec.yaml#/paths/~1notes/post.
// Do not edit: change the description, its patches or the config, and run the generator again.
import type { AllListed, Fields, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/runtime";
import type { operations } from "../schema/case.js";

export type Op = operations["addNote"];
export type Input = Fields<NonNullable<Op["requestBody"]>["content"]["application/json"]>;
export type Output = void;

export const tool = {
  name: "addNote",
  description: "POST /notes",
  hints: { readOnly: false, destructive: false, idempotent: false },
  input: { type: "object", properties: { text: { type: "string" } }, additionalProperties: false },
  request: {
    api: "case",
    method: "POST",
    path: "/notes",
    body: {
      required: true,
      content: [{ mediaType: "application/json", encoding: "json" }],
      source: { kind: "fields", fields: { text: "text" } },
    },
  },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
