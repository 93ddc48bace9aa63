import { pointerTo } from "@jackfield/contract";
import { isObject, type Json } from "../document/json.js";
import { type Reader, textOf } from "./reader.js";
import type { Server } from "./types.js";

/** OpenAPI `servers`, relative ones resolved against the document's own URL where it has one; undefined when absent or empty. */
export const readServers = (
  reader: Reader,
  value: Json | undefined,
  pointer: string,
  documentUrl: string | undefined,
): readonly Server[] | undefined => {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  return value.flatMap((entry: Json, index): Server[] => {
    const url = isObject(entry) && entry.url === "" ? "" : isObject(entry) ? textOf(entry.url) : undefined;
    if (!isObject(entry) || url === undefined) {
      reader.report.add("model/bad-value", reader.at(pointerTo(pointer, index)), {
        what: "server",
        expected: "an object with a url",
      });
      return [];
    }
    const variables = readVariables(entry.variables);
    return [{ url: absolute(url.trim(), documentUrl), ...(variables && { variables }) }];
  });
};

/** Nothing is not the document itself: who writes it means the host that the document comes from. */
const absolute = (given: string, documentUrl: string | undefined): string => {
  const url = given === "" ? "/" : given;
  if (documentUrl === undefined || /^[a-z][a-z0-9+.-]*:/i.test(url) || url.startsWith("{")) return url;
  // URL would percent-encode the braces of server variables in the path.
  return new URL(url, documentUrl).href.replaceAll("%7B", "{").replaceAll("%7D", "}");
};

const readVariables = (value: Json | undefined): Server["variables"] => {
  if (!isObject(value)) return undefined;
  const variables = Object.entries(value).flatMap(([name, variable]) => {
    if (!isObject(variable)) return [];
    const choices = Array.isArray(variable.enum) ? variable.enum.map(String) : undefined;
    const fallback = variable.default === undefined ? choices?.[0] : String(variable.default);
    return fallback === undefined
      ? []
      : [[name, { default: fallback, ...(choices && { enum: choices }) }] as const];
  });
  return variables.length > 0 ? Object.fromEntries(variables) : undefined;
};
