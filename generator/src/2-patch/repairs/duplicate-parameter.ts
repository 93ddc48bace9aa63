import type { Json, JsonObject } from "../../1-load/index.js";
import { sameJson } from "../merge.js";
import { isOperation, isPathItem, itemSlots, operationSlots } from "./document-spots.js";
import { parameterReader } from "./parameter-lists.js";
import type { Repair } from "./repair.js";

/** Name and place tell the parameters of a list apart (OpenAPI 3.1 sections 4.8.9 and 4.8.10); of two the first stays. */
export const duplicateParameter: Repair = {
  code: "patch/duplicate-parameter",
  slots: new Set([...itemSlots, ...operationSlots]),
  begin: (document) => {
    const read = parameterReader(document);
    return (value, spot, { report, at }) => {
      if (typeof value === "string" || !(isPathItem(spot) || isOperation(spot))) return value;
      const list = value.parameters;
      if (!Array.isArray(list) || list.length < 2) return value;
      const first = new Map<string, JsonObject>();
      const dropped = new Set<number>();
      for (const { index, parameter } of read(list)) {
        const key = JSON.stringify([parameter.in ?? null, parameter.name ?? null]);
        const other = first.get(key);
        if (!other) {
          first.set(key, parameter);
          continue;
        }
        dropped.add(index);
        const [name, place] = [String(parameter.name), String(parameter.in)];
        const same = other === parameter || sameJson(other, parameter);
        report.add("patch/duplicate-parameter", at("parameters"), { name, place, same });
      }
      if (dropped.size === 0) return value;
      return { ...value, parameters: list.filter((_: Json, index: number) => !dropped.has(index)) };
    };
  },
};
