// Generated from spec.yaml#/paths/~1pets~1{id}/put.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, Fields, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["putPet"];
export type Input = NonNullable<Op["parameters"]["path"]> &
  Fields<NonNullable<Op["requestBody"]>["content"]["application/json"]>;
export type Output = void;

export const tool = {
  name: "putPet",
  description: "PUT /pets/{id}",
  hints: { readOnly: false, destructive: false, idempotent: true },
  input: {
    type: "object",
    properties: { id: { type: "string" }, name: { type: "string" }, owner: { type: ["string", "null"] } },
    required: ["id", "name"],
    additionalProperties: false,
  },
  request: {
    api: "case",
    method: "PUT",
    path: "/pets/{id}",
    parameters: { id: { in: "path" } },
    body: {
      required: true,
      content: [{ mediaType: "application/json", encoding: "json" }],
      source: { kind: "fields", fields: { name: "name", owner: "owner" } },
    },
  },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
