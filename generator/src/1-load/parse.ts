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
 * of its nearest ancestor; a member stands where its key stands. The text is asked for on first use, and the work is kept.
 */
export const locator = (textOf: () => string): ((pointer: string) => Position) => {
  const open = () => {
    const text = textOf();
    return { positionAt: lineIndex(text), find: isJson(text) ? jsonFinder(text) : yamlFinder(text) };
  };
  let opened: ReturnType<typeof open> | undefined;
  return (pointer) => {
    opened ??= open();
    return opened.positionAt(opened.find(tokensOf(pointer)));
  };
};
