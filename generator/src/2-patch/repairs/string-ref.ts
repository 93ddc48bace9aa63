import type { Repair } from "./repair.js";

const pattern = /^\s*["']?\$ref["']?\s*:\s*(["']?)(#\/[^"'\s]+)["']?\s*$/;

/** `$ref:'#/components/schemas/X'`: without a blank after the colon YAML reads one string, quotes and all. */
export const stringRef: Repair = {
  code: "patch/string-ref",
  begin:
    () =>
    (value, _, { report, at }) => {
      const ref = typeof value === "string" ? pattern.exec(value)?.[2] : undefined;
      if (ref === undefined) return value;
      report.add("patch/string-ref", at(), { ref });
      return { $ref: ref };
    },
};
