// Generated from spec.yaml#/paths/~1%2A~1process.exit(1)~1%2A%E2%80%A8{id}/get.
// Do not edit: change the spec, its patches or the config, and run the generator again.
import type { AllListed, HttpTool, ListedKeys, Renamed, RequiredKeys } from "@jackfield/contract";
import type { operations } from "../schema/case.js";

export type Op = operations["x_process_exit_1"];
export type Input = NonNullable<Op["parameters"]["path"]> &
  Renamed<NonNullable<Op["parameters"]["query"]>, { "\"}});process.exit(1)//": "process_exit_1" }>;
export type Output = Op["responses"][200]["content"]["application/json\"*/"];

export const tool = {
  name: "x_process_exit_1",
  title: "*/ process.exit(1) /* `${process.exit(1)}`",
  description: "*/ process.exit(1) /* `${process.exit(1)}`.",
  hints: { readOnly: true, destructive: false, idempotent: true },
  input: {
    type: "object",
    properties: {
      id: { type: "string", enum: ["*/", "`${1}`", "\u2028"] },
      process_exit_1: { type: "string", default: "</script>", "x-wire-name": "\"}});process.exit(1)//" },
    },
    required: ["id"],
    additionalProperties: false,
  },
  request: {
    api: "case",
    method: "GET",
    path: "/*/process.exit(1)/*\u2028{id}",
    parameters: { id: { in: "path" }, process_exit_1: { in: "query", name: "\"}});process.exit(1)//" } },
  },
} as const satisfies HttpTool<Input>;

export type Checked = AllListed<RequiredKeys<Input>, ListedKeys<typeof tool>>;
