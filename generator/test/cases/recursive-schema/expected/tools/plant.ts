// Generated from spec.yaml#/paths/~1trees/post.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, Fields, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["plant"];
export type Input = Fields<NonNullable<Op["requestBody"]>["content"]["application/json"]>;
export type Output = void;

export const tool = {
  name: "plant",
  description: "POST /trees",
  hints: { readOnly: false, destructive: false, idempotent: false },
  input: {
    type: "object",
    properties: { label: { type: "string" }, children: { type: "array", items: { $ref: "#/$defs/Node" } } },
    required: ["label"],
    additionalProperties: false,
    $defs: {
      Node: {
        type: "object",
        properties: {
          label: { type: "string" },
          children: { type: "array", items: { $ref: "#/$defs/Node" } },
        },
        required: ["label"],
      },
    },
  },
  request: {
    api: "case",
    method: "POST",
    path: "/trees",
    body: {
      required: true,
      content: [{ mediaType: "application/json", encoding: "json" }],
      source: { kind: "fields", fields: { label: "label", children: "children" } },
    },
  },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
