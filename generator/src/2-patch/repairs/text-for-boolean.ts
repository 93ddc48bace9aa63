import type { Json } from "../../document/json.js";
import { bodySlots, isOperation, isParameter, operationSlots } from "./document-spots.js";
import type { Repair } from "./repair.js";

const fields = ["required", "deprecated", "explode", "allowReserved", "allowEmptyValue"] as const;

const meaning = (text: Json | undefined): boolean | undefined => {
  if (typeof text !== "string") return undefined;
  if (/^\s*(?:true|yes|on)\s*$/i.test(text)) return true;
  return /^\s*(?:false|no|off)\s*$/i.test(text) ? false : undefined;
};

/** `required: yes` and `required: "true"`: YAML 1.2 reads text. */
export const textForBoolean: Repair = {
  code: "patch/text-for-boolean",
  slots: new Set(["parameters", "headers", ...bodySlots, ...operationSlots]),
  begin:
    () =>
    (value, spot, { report, at }) => {
      if (typeof value === "string" || spot.map) return value;
      if (
        spot.slot === "parameters"
          ? !isParameter(value, spot)
          : operationSlots.has(spot.slot) && !isOperation(spot)
      )
        return value;
      const mended: { [key: string]: Json } = {};
      for (const field of fields) {
        const meant = meaning(value[field]);
        if (meant === undefined) continue;
        report.add("patch/text-for-boolean", at(field), { field, text: String(value[field]), meant });
        mended[field] = meant;
      }
      return Object.keys(mended).length === 0 ? value : { ...value, ...mended };
    },
};
