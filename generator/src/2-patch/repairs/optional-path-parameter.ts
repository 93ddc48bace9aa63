import { isParameter, parameterSlots } from "./document-spots.js";
import type { Repair } from "./repair.js";

/** A path without one of its parts is another path, so OpenAPI demands `required: true` (3.1 section 4.8.12.2). */
export const optionalPathParameter: Repair = {
  code: "patch/optional-path-parameter",
  slots: parameterSlots,
  begin:
    () =>
    (value, spot, { report, at }) => {
      if (typeof value === "string" || !isParameter(value, spot)) return value;
      if (value.in !== "path" || value.required === true || typeof value.$ref === "string") return value;
      report.add("patch/optional-path-parameter", at("required"), { name: String(value.name) });
      return { ...value, required: true };
    },
};
