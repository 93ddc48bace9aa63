// Generated from spec.yaml#/paths/~1trees/post.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, Fields, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["addTree"];
export type Input = Partial<Fields<NonNullable<Op["requestBody"]>["content"]["application/json"]>>;
export type Output = void;

export const tool = {
  name: "addTree",
  description: "POST /trees",
  hints: { readOnly: false, destructive: false, idempotent: false },
  input: {
    type: "object",
    properties: {
      pet: { $ref: "#/$defs/Pet" },
      tree: { $ref: "#/$defs/Tree" },
      other: { $ref: "#/$defs/Pet" },
    },
    additionalProperties: false,
    $defs: {
      Pet: { type: "object", properties: { name: { type: "string" } } },
      Tree: {
        type: "object",
        properties: {
          pet: { $ref: "#/$defs/Pet" },
          tree: { $ref: "#/$defs/Tree" },
          other: { $ref: "#/$defs/Pet" },
        },
      },
    },
  },
  request: {
    api: "case",
    method: "POST",
    path: "/trees",
    body: {
      required: false,
      content: [{ mediaType: "application/json", encoding: "json" }],
      source: { kind: "fields", fields: { pet: "pet", tree: "tree", other: "other" } },
    },
  },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
