import { isObject } from "../merge.js";
import { isOperation, isSwagger2, operationSlots } from "./document-spots.js";
import { renameKeys } from "./rename-keys.js";
import type { Repair } from "./repair.js";

/** `2xx`, `Default`, `200 OK`: what a responses object knows under `2XX`, `default` and `200`. */
const spelled = (key: string, ranges: boolean): string | undefined => {
  const text = key.trim();
  if (/^default$/i.test(text)) return "default";
  if (ranges && /^[1-5]xx$/i.test(text)) return text.toUpperCase();
  return /^([1-5]\d\d)(?:$|[\s:-])/.exec(text)?.[1];
};

export const statusSpelling: Repair = {
  code: "patch/status-spelling",
  slots: operationSlots,
  begin:
    (document) =>
    (value, spot, { report, at }) => {
      if (typeof value === "string" || !isOperation(spot) || !isObject(value.responses)) return value;
      const ranges = !isSwagger2(document); // Swagger 2.0 has none
      const responses = renameKeys(
        value.responses,
        (key) => spelled(key, ranges),
        (from, to) => report.add("patch/status-spelling", at("responses"), { from, to }),
      );
      return responses === value.responses ? value : { ...value, responses };
    },
};
