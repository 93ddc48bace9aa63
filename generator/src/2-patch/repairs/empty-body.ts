import { isObject } from "../merge.js";
import { isExtension, isOperation, isSwagger2, operationSlots } from "./document-spots.js";
import type { Repair } from "./repair.js";

/** `requestBody: {}` says nothing of a body; the operation is called without one. */
export const emptyBody: Repair = {
  code: "patch/empty-body",
  slots: operationSlots,
  begin:
    (document) =>
    (value, spot, { report, at }) => {
      if (typeof value === "string" || !isOperation(spot) || isSwagger2(document)) return value;
      const { requestBody, ...others } = value;
      if (!isObject(requestBody) || !Object.keys(requestBody).every(isExtension)) return value;
      report.add("patch/empty-body", at("requestBody"), {});
      return others;
    },
};
