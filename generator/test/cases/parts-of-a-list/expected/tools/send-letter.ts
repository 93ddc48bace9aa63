// Generated from spec.yaml#/paths/~1letters/post.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["sendLetter"];
export type Input = NonNullable<Op["parameters"]["cookie"]> &
  { body: NonNullable<Op["requestBody"]>["content"]["multipart/mixed"] };
export type Output = void;

export const tool = {
  name: "sendLetter",
  description: "POST /letters",
  hints: { readOnly: false, destructive: false, idempotent: false },
  input: {
    type: "object",
    properties: {
      crumbs: { type: "array", items: { type: "string" } },
      body: {
        type: "array",
        prefixItems: [
          { type: "object", properties: { to: { type: "string" } } },
          {
            type: "string",
            contentEncoding: "base64",
            description: "A file, as base64 text or a data: URL.",
          },
        ],
        items: { type: "string" },
      },
    },
    required: ["body"],
    additionalProperties: false,
  },
  request: {
    api: "case",
    method: "POST",
    path: "/letters",
    parameters: { crumbs: { in: "cookie", style: "cookie" } },
    body: {
      required: true,
      content: [
        {
          mediaType: "multipart/mixed",
          encoding: "multipart",
          parts: {
            first: [{ mediaType: "application/json" }, { mediaType: "image/png", file: true }],
            others: { mediaType: "text/plain" },
          },
        },
      ],
      source: { kind: "whole", key: "body" },
    },
  },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
