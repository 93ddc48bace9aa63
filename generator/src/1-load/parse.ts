import type { Json } from "../document/json.js";
import { findHiddenFaults } from "./json-check.js";
import { findJsonFault } from "./json-fault.js";
import { failed, type Parsed } from "./parsed.js";
import { parseYaml } from "./yaml.js";

const parseJson = (text: string): Json | undefined => {
  try {
    return JSON.parse(text) as Json; // what JSON.parse makes is JSON
  } catch {
    return undefined;
  }
};

/**
 * The value of a JSON or YAML text. Text that looks like JSON is read as JSON, whatever the file is called; when it
 * is no JSON after all, the name decides which of the two it should have been.
 */
export const parse = (text: string, name: string): Parsed => {
  const named = /\.json$/i.test(name);
  const looksLikeJson = /^\s*[{[]/.test(text);
  if (!named && !looksLikeJson) return parseYaml(text);
  const value = parseJson(text);
  if (value !== undefined) {
    const [first, ...others] = findHiddenFaults(text);
    return first ? failed(first, ...others) : { ok: true, value };
  }
  const fault = findJsonFault(text);
  if (named && fault) return failed(fault);
  const yaml = parseYaml(text);
  return yaml.ok || !fault || /\.ya?ml$/i.test(name) ? yaml : failed(fault);
};
