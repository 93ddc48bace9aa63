import type { Repair } from "./repair.js";

/** The quotes may be those of a word processor, and braces or a comma those of JSON. */
const pattern =
  /^\s*\{?\s*["'‘’“”]?\$ref["'‘’“”]?\s*:\s*["'‘’“”]?(#\/[^"'‘’“”\s,{}]+)["'‘’“”]?\s*\}?\s*,?\s*$/;

/** What a text that was meant to be a reference refers to. */
export const refInText = (text: string): string | undefined => pattern.exec(text)?.[1];

/** `$ref:'#/components/schemas/X'`: without a blank after the colon YAML reads one string, quotes and all. */
export const stringRef: Repair = {
  code: "patch/string-ref",
  begin:
    () =>
    (value, _, { report, at }) => {
      const ref = typeof value === "string" ? refInText(value) : undefined;
      if (ref === undefined) return value;
      report.add("patch/string-ref", at(), { ref });
      return { $ref: ref };
    },
};
