// Generated from spec.yaml#/paths/~1shops~1{shopId}~1pets/post.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, Fields, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["addPet"];
export type Input = NonNullable<Op["parameters"]["path"]> &
  NonNullable<Op["parameters"]["query"]> &
  NonNullable<Op["parameters"]["header"]> &
  Omit<Fields<NonNullable<Op["requestBody"]>["content"]["application/json"]>, "id">;
export type Output = Op["responses"][201]["content"]["application/json"];

export const tool = {
  name: "addPet",
  title: "Add a pet",
  description: "Add a pet. The pet is for sale at once.",
  hints: { readOnly: false, destructive: false, idempotent: false },
  input: {
    type: "object",
    properties: {
      shopId: { type: "string", description: "The shop." },
      notify: { type: "boolean", default: false },
      "X-Trace": { type: "string" },
      name: { type: "string", minLength: 1 },
      kind: { enum: ["cat", "dog"] },
      owner: { $ref: "#/$defs/Owner" },
    },
    required: ["shopId", "name"],
    additionalProperties: false,
    $defs: {
      Owner: { type: "object", properties: { email: { type: ["string", "null"], format: "email" } } },
    },
  },
  request: {
    api: "case",
    method: "POST",
    path: "/shops/{shopId}/pets",
    parameters: { shopId: { in: "path" }, notify: { in: "query" }, "X-Trace": { in: "header" } },
    body: {
      required: true,
      content: [{ mediaType: "application/json", encoding: "json" }],
      source: { kind: "fields", fields: { name: "name", kind: "kind", owner: "owner" } },
    },
  },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
