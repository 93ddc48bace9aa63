import { isOperation, operationSlots } from "./document-spots.js";
import type { Repair } from "./repair.js";

/** An operationId without a sign in it is none; the tool is then named after method and path. */
export const blankOperationId: Repair = {
  code: "patch/blank-operation-id",
  slots: operationSlots,
  begin:
    () =>
    (value, spot, { report, at }) => {
      if (typeof value === "string" || !isOperation(spot)) return value;
      const { operationId, ...others } = value;
      if (typeof operationId !== "string" || operationId.trim() !== "") return value;
      report.add("patch/blank-operation-id", at("operationId"), {});
      return others;
    },
};
