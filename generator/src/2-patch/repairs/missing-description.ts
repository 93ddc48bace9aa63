import { STATUS_CODES } from "node:http";
import type { JsonObject } from "../../document/json.js";
import { isObject } from "../merge.js";
import type { Repair } from "./repair.js";

const classes: Readonly<Record<string, string>> = {
  "1": "Informational",
  "2": "Success",
  "3": "Redirection",
  "4": "Client error",
  "5": "Server error",
};

const meaning = (status: string): string =>
  (Object.hasOwn(STATUS_CODES, status) ? STATUS_CODES[status] : undefined) ??
  classes[/^([1-5])(?:XX|\d\d)$/i.exec(status)?.[1] ?? ""] ??
  "Response";

/** A response without the description that OpenAPI requires; it may have slipped into `content`, where no media type is called so. */
export const missingDescription: Repair = {
  code: "patch/missing-description",
  slots: new Set(["responses"]),
  begin:
    () =>
    (value, { slot, name, map }, { report, at }) => {
      if (typeof value === "string" || slot !== "responses" || map || String(name).startsWith("x-"))
        return value;
      if (typeof value.description === "string" || Object.hasOwn(value, "$ref")) return value;
      const { description: _, ...others } = value;
      const { content, ...bare } = others;
      const slipped =
        isObject(content) && typeof content.description === "string" ? content.description : undefined;
      const description = slipped ?? meaning(String(name));
      report.add("patch/missing-description", at(), { status: String(name), description });
      if (slipped === undefined || !isObject(content)) return { description, ...others };
      const { description: _slipped, ...types } = content;
      const rest: JsonObject = Object.keys(types).length === 0 ? {} : { content: types };
      return { description, ...bare, ...rest };
    },
};
