// Generated from spec.yaml#/paths/~1codes/get.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["listCodes"];
export type Input = NonNullable<Op["parameters"]["query"]>;
export type Output = void;

export const tool = {
  name: "listCodes",
  description: "GET /codes",
  hints: { readOnly: true, destructive: false, idempotent: true },
  input: {
    type: "object",
    properties: {
      sort: { type: "object", properties: { by: { type: "string", enum: ["asc", "desc"] } } },
      limit: { type: "integer", maximum: 50 },
      status: { enum: ["open", "done"], type: "string" },
      tag: { type: "array", items: { type: "string" } },
      note: { type: "string", description: "Any text." },
    },
    additionalProperties: false,
  },
  request: {
    api: "case",
    method: "GET",
    path: "/codes",
    parameters: {
      sort: { in: "query", style: "deepObject" },
      limit: { in: "query" },
      status: { in: "query" },
      tag: { in: "query", style: "pipeDelimited" },
      note: { in: "query" },
    },
    reply: { headers: ["X-Total"] },
  },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
