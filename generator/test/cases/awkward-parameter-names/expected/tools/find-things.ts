// Generated from spec.yaml#/paths/~1things~1{thing-id}/get.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, HttpTool, ListedKeys, Renamed, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["find_things"];
export type Input = NonNullable<Op["parameters"]["path"]> &
  Renamed<NonNullable<Op["parameters"]["query"]>, { "filter[name]": "filter_name"; "$top": "top"; "__proto__": "proto" }>;
export type Output = void;

export const tool = {
  name: "find_things",
  description: "GET /things/{thing-id}",
  hints: { readOnly: true, destructive: false, idempotent: true },
  input: {
    type: "object",
    properties: {
      "thing-id": { type: "string" },
      filter_name: { type: "string", "x-wire-name": "filter[name]" },
      top: { type: "integer", "x-wire-name": "$top" },
      proto: { type: "string", "x-wire-name": "__proto__" },
    },
    required: ["thing-id"],
    additionalProperties: false,
  },
  request: {
    api: "case",
    method: "GET",
    path: "/things/{thing-id}",
    parameters: {
      "thing-id": { in: "path" },
      filter_name: { in: "query", name: "filter[name]" },
      top: { in: "query", name: "$top" },
      proto: { in: "query", name: "__proto__" },
    },
  },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
