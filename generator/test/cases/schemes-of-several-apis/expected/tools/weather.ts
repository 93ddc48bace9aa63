// Generated from weather.yaml#/paths/~1weather/get.
// Do not edit: change the description, its patches or the config, and run the generator again.
import type { AllListed, HttpTool, ListedKeys, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/weather.js";

export type Op = operations["weather"];
export type Input = Record<never, never>;
export type Output = void;

export const tool = {
  name: "weather",
  description: "GET /weather",
  hints: { readOnly: true, destructive: false, idempotent: true },
  input: { type: "object", properties: {}, additionalProperties: false },
  request: { api: "weather", method: "GET", path: "/weather" },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
