// Generated from spec.yaml#/paths/~1groups~1{group-id}/get.
// Do not edit: change the description, its patches or the config, and run the generator again.
import type { AllListed, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["readGroupsByGroupId"];
export type Input = NonNullable<Op["parameters"]["path"]>;
export type Output = void;

export const tool = {
  name: "readGroupsByGroupId",
  description: "GET /groups/{group-id}",
  hints: { readOnly: true, destructive: false, idempotent: true },
  input: {
    type: "object",
    properties: { "group-id": { type: "string" } },
    required: ["group-id"],
    additionalProperties: false,
  },
  request: {
    api: "case",
    method: "GET",
    path: "/groups/{group-id}",
    parameters: { "group-id": { in: "path" } },
  },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
