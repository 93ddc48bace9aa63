import { isObject } from "../merge.js";
import { isExtension, isRoot, rootSlots } from "./document-spots.js";
import { renameKeys } from "./rename-keys.js";
import type { Repair } from "./repair.js";

/** The path with its slash; undefined for what is no path, such as a whole address. */
const slashed = (path: string): string | undefined => {
  const text = path.trim();
  const other = text === "" || text.startsWith("$") || isExtension(text) || text.includes("://");
  return other ? undefined : text.startsWith("/") ? text : `/${text}`;
};

/** A path begins with a slash (OpenAPI 3.1 section 4.8.8); without it the last name of the server would swallow it. */
export const pathWithoutSlash: Repair = {
  code: "patch/path-without-slash",
  slots: rootSlots,
  begin:
    () =>
    (value, spot, { report, at }) => {
      if (typeof value === "string" || !isRoot(spot) || !isObject(value.paths)) return value;
      const paths = renameKeys(value.paths, slashed, (from, to) =>
        report.add("patch/path-without-slash", at("paths"), { from, to }),
      );
      return paths === value.paths ? value : { ...value, paths };
    },
};
