// Generated from spec.yaml#/paths/~1portrait/put.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, Fields, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["putPortrait"];
export type Input = Fields<NonNullable<Op["requestBody"]>["content"]["multipart/form-data"]>;
export type Output = void;

export const tool = {
  name: "putPortrait",
  description: "PUT /portrait",
  hints: { readOnly: false, destructive: false, idempotent: true },
  input: {
    type: "object",
    properties: {
      image: {
        type: "string",
        contentEncoding: "base64",
        description: "A file, as base64 text or a data: URL.",
      },
      thumbs: {
        type: "array",
        items: {
          type: "string",
          contentEncoding: "base64",
          description: "A file, as base64 text or a data: URL.",
        },
      },
      icon: { type: "string", contentEncoding: "base64", description: "Base64 text." },
      caption: {},
      any: {},
    },
    required: ["image"],
    additionalProperties: false,
  },
  request: {
    api: "case",
    method: "PUT",
    path: "/portrait",
    body: {
      required: true,
      content: [
        {
          mediaType: "multipart/form-data",
          encoding: "multipart",
          fields: {
            image: { mediaType: "image/png, image/jpeg", file: true },
            thumbs: { mediaType: "image/*", file: true },
            icon: { mediaType: "image/png" },
            caption: { mediaType: "text/html" },
            any: { mediaType: "*/*" },
          },
        },
      ],
      source: {
        kind: "fields",
        fields: { image: "image", thumbs: "thumbs", icon: "icon", caption: "caption", any: "any" },
      },
    },
  },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
