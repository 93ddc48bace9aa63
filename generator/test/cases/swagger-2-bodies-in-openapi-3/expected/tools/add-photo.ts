// Generated from spec.yaml#/paths/~1photos/post.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, Fields, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["addPhoto"];
export type Input = Fields<NonNullable<Op["requestBody"]>["content"]["multipart/form-data"]>;
export type Output = void;

export const tool = {
  name: "addPhoto",
  description: "POST /photos",
  hints: { readOnly: false, destructive: false, idempotent: false },
  input: {
    type: "object",
    properties: {
      photo: {
        type: "string",
        format: "binary",
        contentEncoding: "base64",
        description: "The picture. A file, as base64 text or a data: URL.",
      },
      caption: { type: "string" },
    },
    required: ["photo"],
    additionalProperties: false,
  },
  request: {
    api: "case",
    method: "POST",
    path: "/photos",
    body: {
      required: true,
      content: [
        { mediaType: "multipart/form-data", encoding: "multipart", fields: { photo: { file: true } } },
      ],
      source: { kind: "fields", fields: { photo: "photo", caption: "caption" } },
    },
  },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
