import { isObject } from "../merge.js";
import { isPathItem, itemSlots, methods } from "./document-spots.js";
import { renameKeys } from "./rename-keys.js";
import type { Repair } from "./repair.js";

/** `GET:` instead of `get:`; no reader would find the operation. */
export const methodCase: Repair = {
  code: "patch/method-case",
  slots: itemSlots,
  begin:
    () =>
    (value, spot, { report, at }) => {
      if (typeof value === "string" || !isPathItem(spot)) return value;
      const named = (key: string): string | undefined => {
        const method = key.trim().toLowerCase();
        return methods.has(method) && isObject(value[key]) ? method : undefined;
      };
      return renameKeys(value, named, (from, to) => report.add("patch/method-case", at(), { from, to }));
    },
};
