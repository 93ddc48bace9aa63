import type { Json } from "../../document/json.js";
import { child } from "../../document/pointer.js";
import { inPath, nameOf, pathSlots, pathTracker } from "./path-templates.js";
import { createInside } from "./referred-inside.js";
import type { Repair } from "./repair.js";

/** A path parameter for which the path has no place: no request could carry it. */
export const unusedPathParameter: Repair = {
  code: "patch/unused-path-parameter",
  slots: pathSlots,
  begin: (document) => {
    const track = pathTracker(document);
    const isReferredTo = createInside(document);
    return (value, spot, { report, at }) => {
      const on = typeof value === "string" ? undefined : track(value, spot);
      if (!on || typeof value === "string" || !Array.isArray(value.parameters)) return value;
      const unused = on.read(value.parameters).filter((one) => inPath(one) && !on.names.has(nameOf(one)));
      if (unused.length === 0) return value;
      // Without one the others would have other pointers.
      if (isReferredTo(child(spot.pointer(), "parameters"))) return value;
      for (const one of unused) {
        report.add("patch/unused-path-parameter", at("parameters"), {
          name: nameOf(one),
          path: on.path,
        });
      }
      const dropped = new Set(unused.map(({ index }) => index));
      const { parameters, ...others } = value;
      const kept = value.parameters.filter((_: Json, index: number) => !dropped.has(index));
      return kept.length === 0 ? others : { ...value, parameters: kept };
    };
  },
};
