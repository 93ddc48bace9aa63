// Generated from spec.yaml#/paths/~1d/get.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["d"];
export type Input = Record<never, never>;
export type Output = void;

export const tool = {
  name: "d",
  description: "GET /d",
  hints: { readOnly: true, destructive: false, idempotent: true },
  input: { type: "object", properties: {}, additionalProperties: false },
  request: {
    api: "case",
    method: "GET",
    path: "/d",
    servers: [{ url: "v1.2" }, { url: "service.php" }, { url: "/v1" }, { url: "{host}/v1" }],
  },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
