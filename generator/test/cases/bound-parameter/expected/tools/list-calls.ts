// Generated from spec.yaml#/paths/~1accounts~1{accountId}~1calls/get.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, HttpTool, ListedKeys, Loose, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["listCalls"];
export type Input = Loose<NonNullable<Op["parameters"]["path"]>, "accountId">;
export type Output = void;

export const tool = {
  name: "listCalls",
  description: "GET /accounts/{accountId}/calls",
  hints: { readOnly: true, destructive: false, idempotent: true },
  input: {
    type: "object",
    properties: { accountId: { type: "string", description: "Taken from your credentials when left out." } },
    additionalProperties: false,
  },
  request: {
    api: "case",
    method: "GET",
    path: "/accounts/{accountId}/calls",
    parameters: { accountId: { in: "path", bind: "account" } },
  },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
