import { isObject, type Json, type JsonObject } from "../document/json.js";
import type { Mark } from "./types.js";

/** What an extension says of the place where it stands; undefined: nothing. */
type Says = (value: Json | undefined) => boolean | undefined;

/** Also in quotation marks, as some tools write extensions. */
const boolean: Says = (value) => {
  const text = String(value);
  return text === "true" || text === "false" ? text === "true" : undefined;
};

/** A switch, or an object with one: `x-mcp: false`, `x-mcp: {enabled: false}`, `x-speakeasy-mcp: {disabled: true}`. */
const offered: Says = (value) => {
  if (!isObject(value)) return boolean(value);
  const off = [value.disabled, value.exclude, value.excluded, value.ignore, value.hidden].map(boolean);
  return boolean(value.enabled) ?? (off.includes(true) ? false : undefined);
};

const not =
  (says: Says): Says =>
  (value) => {
    const answer = says(value);
    return answer === undefined ? undefined : !answer;
  };

/** The extensions by which vendors say whether an operation is for MCP, or for their own use. */
const extensions: readonly { readonly name: string; readonly mark: Mark["kind"]; readonly says: Says }[] = [
  ...["x-mcp", "x-mcp-enabled", "x-speakeasy-mcp"].map((name) => ({
    name,
    mark: "mcp" as const,
    says: offered,
  })),
  ...["x-mcp-disabled", "x-mcp-exclude", "x-mcp-ignore", "x-mcp-hidden"].map((name) => ({
    name,
    mark: "mcp" as const,
    says: not(boolean),
  })),
  ...["x-internal", "x-hidden", "x-private"].map((name) => ({
    name,
    mark: "internal" as const,
    says: not(boolean),
  })),
];

/**
 * The mark that hides an operation. Of each kind the nearest place counts: the operation, its path item, the document;
 * so `x-mcp: false` of a document leaves the operations that say `x-mcp: true`.
 */
export const readMark = (operation: JsonObject, item: JsonObject, document: JsonObject): Mark | undefined => {
  for (const kind of ["mcp", "internal"] as const) {
    for (const place of [operation, item, document]) {
      const statements = extensions.filter(
        ({ mark, name, says }) => mark === kind && says(place[name]) !== undefined,
      );
      if (statements.length === 0) continue;
      const hiding = statements.find(({ name, says }) => says(place[name]) === false);
      if (hiding !== undefined) return { kind, name: hiding.name };
      break;
    }
  }
  return undefined;
};
