import type { JsonObject } from "../../document/json.js";
import { isObject } from "../merge.js";
import { isRoot, rootSlots } from "./document-spots.js";
import type { Repair } from "./repair.js";

/** `3.0` without quotes is a number, and with quotes no version that was ever published. */
const fullVersion = (field: string, text: string): string => {
  if (field === "swagger") return text === "2" ? "2.0" : text;
  if (text === "3") return "3.0.0";
  return /^3\.\d$/.test(text) ? `${text}.0` : text;
};

/** Versions of OpenAPI and of the API are text (OpenAPI 3.1 section 4.8.1 and 4.8.2). */
export const versionNumber: Repair = {
  code: "patch/version-number",
  slots: rootSlots,
  begin:
    () =>
    (value, spot, { report, at }) => {
      if (typeof value === "string" || !isRoot(spot)) return value;
      const mended: { openapi?: string; swagger?: string; info?: JsonObject } = {};
      const tell = (field: string, version: string): string => {
        report.add("patch/version-number", at(...field.split(".")), { field, version });
        return version;
      };
      for (const field of ["openapi", "swagger"] as const) {
        const written = value[field];
        if (typeof written !== "string" && typeof written !== "number") continue;
        const version = fullVersion(field, String(written));
        if (version !== written) mended[field] = tell(field, version);
      }
      const { info } = value;
      if (isObject(info) && typeof info.version === "number") {
        mended.info = { ...info, version: tell("info.version", String(info.version)) };
      }
      return Object.keys(mended).length === 0 ? value : { ...value, ...mended };
    },
};
