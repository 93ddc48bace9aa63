import { versionOf } from "../../1-load/index.js";
import type { Json, JsonObject } from "../../document/json.js";
import { child, tokensOf } from "../../document/pointer.js";
import { type Section, sectionFor, sectionPath } from "../../document/sections.js";
import { isObject } from "../merge.js";
import { find } from "./references.js";

/** Letters and digits of a name: what is left when case and separators do not count. */
const letters = (name: string): string => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, "");

/** Longer pointers lead into the inside of something; their last token is no component's name. */
const isComponentPointer = (tokens: readonly string[]): boolean =>
  tokens.length > 0 && tokens.length <= (tokens[0] === "components" ? 3 : 2);

/** Something that can be meant: no further reference, so that guesses do not make circles. */
const isWhole = (value: Json | undefined): boolean => isObject(value) && typeof value.$ref !== "string";

/** A reference without a target, and where it stands. */
export type Lost = { readonly pointer: string; readonly slot: string; readonly at: string };

/**
 * What a reference without a target must have meant, as a pointer. Three rules, none of which chooses between two:
 * 1. A schema that was pasted in keeps its own pointers: `#/definitions/A` is looked for in the schemas around it.
 * 2. The place says in which section of components the name must be: `#/definitions/A` in OpenAPI 3.
 * 3. Exactly one name there has the same letters and digits: `pet_store` for `PetStore`. Never one that the reference
 *    stands in, and never singular for plural: `Pets` is mostly the list of `Pet`.
 */
export const createSearch = (document: JsonObject): ((lost: Lost) => string | undefined) => {
  const version = versionOf(document);
  const indexes = new Map<Section, ReadonlyMap<string, readonly string[]>>();

  const indexOf = (section: Section, path: readonly string[]): ReadonlyMap<string, readonly string[]> => {
    const ready = indexes.get(section);
    if (ready) return ready;
    const index = new Map<string, string[]>();
    const members = find(document, child("", ...path))?.value;
    for (const name of Object.keys(isObject(members) ? members : {})) {
      const same = index.get(letters(name));
      if (same) same.push(name);
      else index.set(letters(name), [name]);
    }
    indexes.set(section, index);
    return index;
  };

  const named = (lost: Lost, tokens: readonly string[]): string | undefined => {
    const section = isComponentPointer(tokens) ? sectionFor(lost.slot, version) : undefined;
    const path = section && sectionPath(section, version);
    const name = tokens.at(-1);
    if (section === undefined || path === undefined || name === undefined) return undefined;
    const candidates = letters(name) === "" ? [] : (indexOf(section, path).get(letters(name)) ?? []);
    const [meant, ...others] = candidates.includes(name) ? [name] : candidates;
    if (meant === undefined || others.length > 0) return undefined;
    const pointer = child("", ...path, meant);
    const around = meant !== name && lost.at.startsWith(`${pointer}/`);
    return around || lost.at === pointer || !isWhole(find(document, pointer)?.value) ? undefined : pointer;
  };

  return (lost) => {
    const tokens = tokensOf(lost.pointer);
    return (sectionFor(lost.slot, version) === "schemas" && pasted(document, lost)) || named(lost, tokens);
  };
};

const pasted = (document: JsonObject, { pointer, at }: Lost): string | undefined => {
  const around = tokensOf(at);
  for (let depth = around.length - 1; depth > 0; depth--) {
    const candidate = `${child("", ...around.slice(0, depth))}${pointer}`;
    const found = find(document, candidate);
    if (found?.direct && candidate !== at && isWhole(found.value)) return candidate;
  }
  return undefined;
};

/** From OpenAPI 3.1 on a schema with an `$id` is a document of its own, into which its pointers lead. */
export const isInOwnDocument = (document: JsonObject, at: string): boolean => {
  let value: Json | undefined = document;
  for (const token of tokensOf(at)) {
    if (isObject(value) && typeof value.$id === "string") return true;
    value = find(value ?? null, child("", token))?.value;
  }
  return isObject(value) && typeof value.$id === "string";
};
