// Generated from maps.yaml#/paths/~1maps/get.
// Do not edit: change the description, its patches or the config, and run the generator again.
import type { AllListed, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/maps.js";

export type Op = operations["maps"];
export type Input = Record<never, never>;
export type Output = void;

export const tool = {
  name: "maps",
  description: "GET /maps",
  hints: { readOnly: true, destructive: false, idempotent: true },
  input: { type: "object", properties: {}, additionalProperties: false },
  request: { api: "maps", method: "GET", path: "/maps" },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
