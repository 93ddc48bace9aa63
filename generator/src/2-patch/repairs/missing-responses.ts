import { versionOf } from "../../1-load/index.js";
import { isObject } from "../merge.js";
import { isExtension, isOperation, operationSlots } from "./document-spots.js";
import type { Repair } from "./repair.js";

/** Before OpenAPI 3.1 an operation must have a response, and in all versions `responses` must not be empty. */
export const missingResponses: Repair = {
  code: "patch/missing-responses",
  slots: operationSlots,
  begin: (document) => {
    const isNeeded = ["2.0", "3.0"].includes(versionOf(document));
    return (value, spot, { report, at }) => {
      if (typeof value === "string" || !isOperation(spot)) return value;
      const { responses } = value;
      if (responses === undefined && !isNeeded) return value;
      const told = responses ?? {};
      if (!isObject(told) || !Object.keys(told).every(isExtension)) return value;
      report.add("patch/missing-responses", at("responses"), {});
      return { ...value, responses: { ...told, default: { description: "Response" } } };
    };
  },
};
