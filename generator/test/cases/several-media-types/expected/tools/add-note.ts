// Generated from spec.yaml#/paths/~1notes/post.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["addNote"];
export type Input = { body: NonNullable<Op["requestBody"]>["content"]["application/json"] } &
  { contentType?: "application/json" | "text/plain" };
export type Output = void;

export const tool = {
  name: "addNote",
  description: "POST /notes",
  hints: { readOnly: false, destructive: false, idempotent: false },
  input: {
    type: "object",
    properties: {
      body: {
        anyOf: [
          { type: "object", properties: { text: { type: "string" } } },
          { type: "string", description: "The text, as text/plain." },
        ],
      },
      contentType: {
        type: "string",
        enum: ["application/json", "text/plain"],
        description: "Media type of the body; it follows from the body when you leave it out, and must take it when you name it.",
      },
    },
    required: ["body"],
    additionalProperties: false,
  },
  request: {
    api: "case",
    method: "POST",
    path: "/notes",
    body: {
      required: true,
      content: [
        { mediaType: "application/json", encoding: "json", alternative: 0 },
        { mediaType: "text/plain", encoding: "text", alternative: 1 },
      ],
      mediaTypeKey: "contentType",
      source: { kind: "whole", key: "body" },
    },
  },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
