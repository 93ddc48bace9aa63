// Generated from spec.yaml#/paths/~1cards~1{id}/patch.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, Fields, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["changeCard"];
export type Input = NonNullable<Op["parameters"]["path"]> &
  NonNullable<Op["parameters"]["query"]> &
  Fields<NonNullable<Op["requestBody"]>["content"]["application/merge-patch+json"]>;
export type Output = void;

export const tool = {
  name: "changeCard",
  description: "PATCH /cards/{id}",
  hints: { readOnly: false, destructive: false, idempotent: false },
  input: {
    type: "object",
    properties: {
      id: { type: "string" },
      dry: { type: "boolean" },
      parent: { type: ["string", "null"] },
      slots: { type: "array", items: { type: ["integer", "null"] } },
      mark: { enum: ["x", null] },
      never: { type: "null" },
      pair: { type: "array", prefixItems: [{ type: "string" }, { type: "integer" }], items: false },
      labels: {
        type: "object",
        patternProperties: { "^[a-z]+$": { type: "string" } },
        additionalProperties: false,
      },
    },
    required: ["id", "parent"],
    additionalProperties: false,
  },
  request: {
    api: "case",
    method: "PATCH",
    path: "/cards/{id}",
    parameters: { id: { in: "path" }, dry: { in: "query" } },
    body: {
      required: true,
      content: [{ mediaType: "application/merge-patch+json", encoding: "json" }],
      source: {
        kind: "fields",
        fields: {
          parent: "parent",
          slots: "slots",
          mark: "mark",
          never: "never",
          pair: "pair",
          labels: "labels",
        },
      },
    },
  },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
