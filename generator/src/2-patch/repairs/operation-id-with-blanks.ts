import { isOperation, operationSlots } from "./document-spots.js";
import type { Repair } from "./repair.js";

/** `Retrieve port-out passcodes` as `RetrievePortOutPasscodes`: the words joined, the first letter as it was. */
export const joined = (id: string): string => {
  const words = id.split(/[^\p{L}\p{N}\p{M}_]+/u).filter((word) => word !== "");
  return words
    .map((word, at) => (at === 0 ? word : word.replace(/^./u, (letter) => letter.toUpperCase())))
    .join("");
};

/** An operationId is a name for programs; one that reads like a title becomes a name. Links to it follow. */
export const operationIdWithBlanks: Repair = {
  code: "patch/operation-id-with-blanks",
  slots: new Set([...operationSlots, "links"]),
  begin:
    () =>
    (value, spot, { report, at }) => {
      if (typeof value === "string" || spot.map) return value;
      if (spot.slot !== "links" && !isOperation(spot)) return value;
      const { operationId: id } = value;
      if (typeof id !== "string" || !/\S\s|\s\S/.test(id)) return value;
      const operationId = joined(id);
      if (operationId === "") return value;
      report.add("patch/operation-id-with-blanks", at("operationId"), { id, operationId });
      return { ...value, operationId };
    },
};
