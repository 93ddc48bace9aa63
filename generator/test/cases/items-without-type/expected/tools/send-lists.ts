// Generated from spec.yaml#/paths/~1lists/post.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, Fields, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["sendLists"];
export type Input = Fields<NonNullable<Op["requestBody"]>["content"]["application/json"]>;
export type Output = void;

export const tool = {
  name: "sendLists",
  description: "POST /lists",
  hints: { readOnly: false, destructive: false, idempotent: false },
  input: {
    type: "object",
    properties: {
      names: { type: "array", items: { type: "string" } },
      either: {
        type: "array",
        description: "A text, or a list.",
        items: { type: "string" },
        examples: ["a, b"],
      },
    },
    additionalProperties: false,
  },
  request: {
    api: "case",
    method: "POST",
    path: "/lists",
    body: {
      required: true,
      content: [{ mediaType: "application/json", encoding: "json" }],
      source: { kind: "fields", fields: { names: "names", either: "either" } },
    },
  },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
