// Generated from spec.yaml#/paths/~1raw/post.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["sendXml"];
export type Input = { body: NonNullable<Op["requestBody"]>["content"]["application/xml"] };
export type Output = void;

export const tool = {
  name: "sendXml",
  description: "POST /raw",
  hints: { readOnly: false, destructive: false, idempotent: false },
  input: {
    type: "object",
    properties: { body: { type: "string", description: "The text, as application/xml." } },
    required: ["body"],
    additionalProperties: false,
  },
  request: {
    api: "case",
    method: "POST",
    path: "/raw",
    body: {
      required: true,
      content: [{ mediaType: "application/xml", encoding: "text" }],
      source: { kind: "whole", key: "body" },
    },
  },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
