// Generated from spec.yaml#/paths/~1pictures~1{id}/put.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["putPicture"];
export type Input = NonNullable<Op["parameters"]["path"]> &
  { body: NonNullable<Op["requestBody"]>["content"]["image/png"] } &
  { contentType?: "image/png" | "image/jpeg" };
export type Output = void;

export const tool = {
  name: "putPicture",
  description: "PUT /pictures/{id}",
  hints: { readOnly: false, destructive: false, idempotent: true },
  input: {
    type: "object",
    properties: {
      id: { type: "string" },
      body: {
        type: "string",
        contentEncoding: "base64",
        description: "The bytes, as base64 text or a data: URL.",
      },
      contentType: {
        type: "string",
        enum: ["image/png", "image/jpeg"],
        description: "Media type of the body.",
      },
    },
    required: ["id", "body"],
    additionalProperties: false,
  },
  request: {
    api: "case",
    method: "PUT",
    path: "/pictures/{id}",
    parameters: { id: { in: "path" } },
    body: {
      required: true,
      content: [
        { mediaType: "image/png", encoding: "bytes" },
        { mediaType: "image/jpeg", encoding: "bytes" },
      ],
      mediaTypeKey: "contentType",
      source: { kind: "whole", key: "body" },
    },
  },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
