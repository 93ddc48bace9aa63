// Generated from spec.yaml#/paths/~1sites/post.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, Fields, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["addSite"];
export type Input = Partial<Fields<NonNullable<Op["requestBody"]>["content"]["application/xml"]>>;
export type Output = void;

export const tool = {
  name: "addSite",
  description: "POST /sites",
  hints: { readOnly: false, destructive: false, idempotent: false },
  input: {
    type: "object",
    properties: { Name: { type: "string" }, City: { type: "string" } },
    additionalProperties: false,
  },
  request: {
    api: "case",
    method: "POST",
    path: "/sites",
    body: {
      required: false,
      content: [{ mediaType: "application/xml", encoding: "xml", xml: { name: "Site" } }],
      source: { kind: "fields", fields: { Name: "Name", City: "City" } },
    },
  },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
