import { isParameter, parameterSlots } from "./document-spots.js";
import type { Repair } from "./repair.js";

const places: ReadonlySet<string> = new Set([
  "path",
  "query",
  "querystring",
  "header",
  "cookie",
  "body",
  "formData",
]);

/** `Header` for `header`, `formdata` for `formData`; undefined where nothing is meant or all is well. */
const spelled = (place: string): string | undefined => {
  const small = place.trim().toLowerCase();
  const meant = small === "formdata" ? "formData" : small;
  return places.has(meant) && meant !== place ? meant : undefined;
};

/** `in: Header`: places of parameters have no capitals (OpenAPI 3.1 section 4.8.12.1). */
export const placeCase: Repair = {
  code: "patch/place-case",
  slots: parameterSlots,
  begin:
    () =>
    (value, spot, { report, at }) => {
      if (typeof value === "string" || !isParameter(value, spot) || typeof value.in !== "string")
        return value;
      const place = spelled(value.in);
      if (place === undefined) return value;
      report.add("patch/place-case", at("in"), { from: value.in, to: place });
      return { ...value, in: place };
    },
};
