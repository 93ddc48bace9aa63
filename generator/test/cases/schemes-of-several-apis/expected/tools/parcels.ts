// Generated from parcels.yaml#/paths/~1parcels/get.
// Do not edit: change the description, its patches or the config, and run the generator again.
import type { AllListed, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/parcels.js";

export type Op = operations["parcels"];
export type Input = Record<never, never>;
export type Output = void;

export const tool = {
  name: "parcels",
  description: "GET /parcels",
  hints: { readOnly: true, destructive: false, idempotent: true },
  input: { type: "object", properties: {}, additionalProperties: false },
  request: { api: "parcels", method: "GET", path: "/parcels" },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
