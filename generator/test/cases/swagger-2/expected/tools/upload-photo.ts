// Generated from spec.yaml#/paths/~1pets~1{id}/post.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, Fields, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["uploadPhoto"];
export type Input = NonNullable<Op["parameters"]["path"]> &
  Fields<NonNullable<Op["requestBody"]>["content"]["multipart/form-data"]>;
export type Output = void;

export const tool = {
  name: "uploadPhoto",
  description: "POST /pets/{id}",
  hints: { readOnly: false, destructive: false, idempotent: false },
  input: {
    type: "object",
    properties: {
      id: { type: "string" },
      photo: {
        type: "string",
        format: "binary",
        contentEncoding: "base64",
        description: "A file, as base64 text or a data: URL.",
      },
      note: { type: "string" },
    },
    required: ["id", "photo"],
    additionalProperties: false,
  },
  request: {
    api: "case",
    method: "POST",
    path: "/pets/{id}",
    parameters: { id: { in: "path" } },
    body: {
      required: true,
      content: [
        { mediaType: "multipart/form-data", encoding: "multipart", fields: { photo: { file: true } } },
      ],
      source: { kind: "fields", fields: { photo: "photo", note: "note" } },
    },
  },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
