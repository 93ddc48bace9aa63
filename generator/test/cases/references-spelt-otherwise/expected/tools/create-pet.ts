// Generated from spec.yaml#/paths/~1pets/post.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, Fields, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["createPet"];
export type Input = NonNullable<Op["parameters"]["query"]> &
  Fields<NonNullable<Op["requestBody"]>["content"]["application/json"]>;
export type Output = void;

export const tool = {
  name: "createPet",
  description: "POST /pets",
  hints: { readOnly: false, destructive: false, idempotent: false },
  input: {
    type: "object",
    properties: {
      dryRun: { type: "boolean" },
      name: { type: "string" },
      friends: {
        type: "array",
        items: { description: "Described by #/components/schemas/Pets, which is missing." },
      },
    },
    additionalProperties: false,
  },
  request: {
    api: "case",
    method: "POST",
    path: "/pets",
    parameters: { dryRun: { in: "query" } },
    body: {
      required: true,
      content: [{ mediaType: "application/json", encoding: "json" }],
      source: { kind: "fields", fields: { name: "name", friends: "friends" } },
    },
  },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
