import type { Json, JsonObject } from "../../document/json.js";
import { child } from "../../document/pointer.js";
import { sameJson } from "../merge.js";
import { isOperation, isPathItem, itemSlots, operationSlots } from "./document-spots.js";
import { parameterReader } from "./parameter-lists.js";
import { createInside } from "./referred-inside.js";
import type { Repair } from "./repair.js";

const keyOf = ({ name = null, in: place = null }: JsonObject): string => JSON.stringify([place, name]);

/** Name and place tell the parameters of a list apart (OpenAPI 3.1 sections 4.8.9 and 4.8.10); of two the first stays. */
export const duplicateParameter: Repair = {
  code: "patch/duplicate-parameter",
  slots: new Set([...itemSlots, ...operationSlots]),
  begin: (document) => {
    const read = parameterReader(document);
    const isReferredTo = createInside(document);
    return (value, spot, { report, at }) => {
      if (typeof value === "string" || !(isPathItem(spot) || isOperation(spot))) return value;
      const list = value.parameters;
      if (!Array.isArray(list) || list.length < 2) return value;
      const first = new Map<string, JsonObject>();
      const doubled = read(list).filter(({ parameter }) => {
        const key = keyOf(parameter);
        const isFirst = !first.has(key);
        if (isFirst) first.set(key, parameter);
        return !isFirst;
      });
      if (doubled.length === 0) return value;
      // Without one the others would have other pointers.
      if (isReferredTo(child(spot.pointer(), "parameters"))) return value;
      for (const { parameter } of doubled) {
        const other = first.get(keyOf(parameter));
        const same = other === parameter || sameJson(other, parameter);
        const [name, place] = [String(parameter.name), String(parameter.in)];
        report.add("patch/duplicate-parameter", at("parameters"), { name, place, same });
      }
      const dropped = new Set(doubled.map(({ index }) => index));
      return { ...value, parameters: list.filter((_: Json, index: number) => !dropped.has(index)) };
    };
  },
};
