import { pointerIn, pointerTo, tokensOf } from "@jackfield/contract";
import { versionOf } from "../../1-load/index.js";
import { isObject, type Json, type JsonObject } from "../../document/json.js";
import { createChains, find, refTo } from "../../document/refs.js";
import { isSchemaSlot, type Section, sectionFor, sectionPath } from "../../document/sections.js";
import { rewrite } from "../../document/walk.js";

/** Letters and digits of a name: what is left when case and separators do not count. */
const letters = (name: string): string => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, "");

/** Longer pointers lead into the inside of something; their last token does not name a component. */
const isComponentPointer = (tokens: readonly string[]): boolean =>
  tokens.length > 0 && tokens.length <= (tokens[0] === "components" ? 3 : 2);

/** Something that can be meant: no further reference, so that guesses do not make circles. */
const isWhole = (value: Json | undefined): boolean => isObject(value) && typeof value.$ref !== "string";

/** A reference without a target, and where it stands. */
type Lost = { readonly pointer: string; readonly slot: string; readonly at: string };

/**
 * What a reference without a target must have meant, as a pointer. Three rules, none of which chooses between two:
 * 1. A schema that was pasted in keeps its own pointers: `#/definitions/A` is looked for in the schemas around it.
 * 2. The place says in which section of components the name must be: `#/definitions/A` in OpenAPI 3.
 * 3. Exactly one name there has the same letters and digits: `pet_store` for `PetStore`. Never one that the reference
 *    stands in, and never singular for plural: `Pets` is mostly the list of `Pet`.
 */
const createSearch = (document: JsonObject): ((lost: Lost) => string | undefined) => {
  const version = versionOf(document);
  const indexes = new Map<Section, ReadonlyMap<string, readonly string[]>>();

  const indexOf = (section: Section, path: readonly string[]): ReadonlyMap<string, readonly string[]> => {
    const ready = indexes.get(section);
    if (ready) return ready;
    const index = new Map<string, string[]>();
    const members = find(document, pointerTo("", ...path))?.value;
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
    const pointer = pointerTo("", ...path, meant);
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
    const candidate = `${pointerTo("", ...around.slice(0, depth))}${pointer}`;
    const target = find(document, candidate);
    if (target?.direct && candidate !== at && isWhole(target.value)) return candidate;
  }
  return undefined;
};

/** From OpenAPI 3.1 on a schema with an `$id` is a document of its own, into which its pointers lead. */
const isInOwnDocument = (document: JsonObject, at: string): boolean => {
  let value: Json | undefined = document;
  for (const token of tokensOf(at)) {
    if (isObject(value) && typeof value.$id === "string") return true;
    value = find(value ?? null, pointerTo("", token))?.value;
  }
  return isObject(value) && typeof value.$id === "string";
};

type Verdict =
  | { readonly kind: "fine" }
  | { readonly kind: "meant"; readonly ref: string }
  | { readonly kind: "lost"; readonly circular: boolean };

/** What a reference comes to that stands in a slot; the place is asked for only when it leads nowhere. */
export type Judge = (ref: string, slot: string, at: () => string) => Verdict;

/** Parts that nothing could stand in for: when they lead nowhere, even at the end of a chain, they are left out. */
const parts: ReadonlySet<string> = new Set(["parameters", "requestBody", "requestBodies"]);

/** `#components/schemas/A`: no anchor has a slash, so the first one was forgotten. */
const withSlash = (ref: string): string => ref.replace(/^#(?=[^/#]+\/)/, "#/");

const fine: Verdict = { kind: "fine" };

/** Schemas by the names that they give themselves: `#anchor`, and the `$id` without its fragment. None for one that two have. */
const selfNamed = (document: JsonObject): ReadonlyMap<string, string | undefined> => {
  const names = new Map<string, string | undefined>();
  const add = (name: Json | undefined, prefix: string, pointer: string): void => {
    if (typeof name === "string") names.set(prefix + name, names.has(prefix + name) ? undefined : pointer);
  };
  rewrite(document, (value, { slot, pointer }) => {
    if (typeof value === "string" || !isSchemaSlot(slot)) return value;
    const { $id, $anchor, $dynamicAnchor } = value;
    if ($id === undefined && $anchor === undefined && $dynamicAnchor === undefined) return value;
    add(typeof $id === "string" ? $id.replace(/#$/, "") : undefined, "", pointer());
    add($anchor, "#", pointer());
    if ($dynamicAnchor !== $anchor) add($dynamicAnchor, "#", pointer());
    return value;
  });
  return names;
};

/** Where references lead that are not JSON pointers: to an anchor or an `$id`, or to a component spelled without its `#/`. */
const createNames = (document: JsonObject): ((ref: string, slot: string) => string | undefined) => {
  const version = versionOf(document);
  let names: ReadonlyMap<string, string | undefined> | undefined;
  return (ref, slot) => {
    const section = sectionFor(slot, version);
    const path = section && sectionPath(section, version);
    const unmarked = /^\/?(.+)\/([^/#]+)$/.exec(ref);
    if (path && unmarked?.[1] === path.join("/")) return `/${ref.replace(/^\//, "")}`;
    if (!isSchemaSlot(slot)) return undefined;
    names ??= selfNamed(document);
    const [base = "", fragment = ""] = ref.split("#");
    const named = names.get(ref.startsWith("#") ? ref : base);
    if (named !== undefined) return ref.startsWith("#") ? named : named + fragment;
    return path && /^[A-Za-z_]\w*$/.test(ref) ? pointerTo("", ...path, ref) : undefined;
  };
};

export const createJudge = (document: JsonObject): Judge => {
  const search = createSearch(document);
  const pointerOfName = createNames(document);
  const chains = createChains(document, (ref) => pointerIn(withSlash(ref)) ?? pointerOfName(ref, "schema"));
  const known = new Map<string, Verdict>();

  const existing = (pointer: string, whole: boolean): Verdict | undefined => {
    const target = find(document, pointer);
    if (target === undefined) return undefined;
    const end = isObject(target.value) && typeof target.value.$ref === "string" ? chains(pointer) : "value";
    // The last link of a chain gets something to stand in for it, except where links are left out.
    if (end === "itself" || (end === "nothing" && whole)) return { kind: "lost", circular: end === "itself" };
    return target.direct ? fine : { kind: "meant", ref: refTo(target.pointer) };
  };

  return (ref, slot, at) => {
    const whole = parts.has(slot);
    const key = whole ? ` ${ref}` : ref;
    const before = known.get(key);
    if (before) return before;
    const spelled = withSlash(ref);
    const pointer = pointerIn(spelled);
    if (pointer === undefined) {
      const meant = pointerOfName(ref, slot);
      const there = meant === undefined ? fine : existing(meant, whole);
      if (meant === undefined || there === undefined) return fine;
      return there.kind === "fine" ? { kind: "meant", ref: refTo(meant) } : there;
    }
    const there = existing(pointer, whole);
    const verdict: Verdict | undefined =
      spelled !== ref && there?.kind === "fine" ? { kind: "meant", ref: spelled } : there;
    if (verdict) known.set(key, verdict);
    if (verdict) return verdict;
    const place = at();
    const meant = search({ pointer, slot, at: place });
    if (meant !== undefined) return { kind: "meant", ref: refTo(meant) };
    return isInOwnDocument(document, place) ? fine : { kind: "lost", circular: false };
  };
};
