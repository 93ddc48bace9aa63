// Generated from spec.yaml#/paths/~1b/post.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, Fields, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["postB"];
export type Input = Fields<NonNullable<Op["requestBody"]>["content"]["application/json"]>;
export type Output = void;

export const tool = {
  name: "postB",
  description: "POST /b",
  hints: { readOnly: false, destructive: false, idempotent: false },
  input: { type: "object", properties: { ok: { type: "string" }, hole: {} }, additionalProperties: false },
  request: {
    api: "case",
    method: "POST",
    path: "/b",
    body: {
      required: true,
      content: [{ mediaType: "application/json", encoding: "json" }],
      source: { kind: "fields", fields: { ok: "ok", hole: "hole" } },
    },
  },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
