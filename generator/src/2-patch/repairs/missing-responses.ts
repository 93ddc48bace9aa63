import { isObject } from "../merge.js";
import { isExtension, isOperation, isSwagger2, operationSlots } from "./document-spots.js";
import type { Repair } from "./repair.js";

/** Before OpenAPI 3.1 an operation must have a response, and in all versions `responses` must not be empty. */
export const missingResponses: Repair = {
  code: "patch/missing-responses",
  slots: operationSlots,
  begin:
    (document) =>
    (value, spot, { report, at }) => {
      if (typeof value === "string" || !isOperation(spot)) return value;
      const { responses } = value;
      if (responses === undefined) {
        if (!isSwagger2(document) && !/^3\.0/.test(String(document.openapi))) return value;
      } else if (!isObject(responses) || !Object.keys(responses).every(isExtension)) return value;
      report.add("patch/missing-responses", at("responses"), {});
      const told = isObject(responses) ? responses : {};
      return { ...value, responses: { ...told, default: { description: "Response" } } };
    },
};
