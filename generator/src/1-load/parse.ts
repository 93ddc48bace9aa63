import { tokensOf } from "@jackfield/contract";
import type { Position } from "../report/index.js";
import { jsonFinder, parseJson } from "./json.js";
import { lineIndex, type Parsed } from "./text.js";

import { parseYaml, yamlFinder } from "./yaml.js";

const looksLikeJson = (text: string): boolean => /^\s*[{[]/.test(text);

/**
 * The value of a JSON or YAML text. Text that looks like JSON is read as JSON, whatever the file is called; when it
 * is not JSON after all, the name decides which of the two it should have been.
 */
export const parse = (text: string, name: string): Parsed => {
  const named = /\.json$/i.test(name);
  if (!named && !looksLikeJson(text)) return parseYaml(text);
  const json = parseJson(text);
  if (json.ok || named || json.faults[0].kind !== "syntax") return json;
  const yaml = parseYaml(text);
  return yaml.ok || /\.ya?ml$/i.test(name) ? yaml : json;
};

const isJson = (text: string): boolean => {
  if (!looksLikeJson(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/**
 * Pointer → line and column, from 1, in a text that was parsed without positions: those of the member or element, or
 * of its nearest ancestor; a member stands where its key stands. The work is done on first use and kept.
 */
export const locator = (text: string): ((pointer: string) => Position) => {
  const positionAt = lineIndex(text);
  let find: ((tokens: readonly string[]) => number) | undefined;
  return (pointer) => {
    find ??= isJson(text) ? jsonFinder(text) : yamlFinder(text);
    return positionAt(find(tokensOf(pointer)));
  };
};
