import { nearest, pointerIn, pointerTo, tokensOf } from "@jackfield/contract";
import { isObject, type Json, type JsonObject } from "../../document/json.js";
import { find } from "../../document/refs.js";
import { isSchemaSlot } from "../../document/sections.js";
import { rewrite, type WalkSpot } from "../../document/walk.js";
import { upstream } from "../../report/index.js";
import { createJudge, type Judge } from "./meant-reference.js";
import {
  defineRepair,
  isExtension,
  isSwagger2,
  itemSlots,
  oneChange,
  operationSlots,
  type RepairChange,
} from "./repair.js";

/** The quotes may be those of a word processor, and braces or a comma those of JSON. */
const pattern =
  /^\s*\{?\s*["'‘’“”]?\$ref["'‘’“”]?\s*:\s*["'‘’“”]?(#\/[^"'‘’“”\s,{}]+)["'‘’“”]?\s*\}?\s*,?\s*$/;

/** What a text that was meant to be a reference refers to. */
export const refInText = (text: string): string | undefined => pattern.exec(text)?.[1];

/** `$ref:'#/components/schemas/X'`: without a blank after the colon YAML reads one string, quotes and all. */
export const stringRef = defineRepair<{ ref: string }>({
  code: "patch/string-ref",
  summary: "a reference that YAML read as text: `$ref:'#/…'` without a space",
  severity: "warning",
  message: ({ ref }) => `This is a string, not a reference; read as a reference to ${ref}.`,
  fix: 'Report it upstream: YAML needs a space after "$ref:".',
  // In flow style, `{ $ref:'#/…' }`, the text is a key without a value.
  begin: () => (value) => {
    for (const key in value) {
      const ref = value[key] === null && key.includes("$ref") ? refInText(key) : undefined;
      if (ref === undefined) return undefined; // it is the first, or it is something else
      const { [key]: _, ...others } = value;
      return oneChange({ $ref: ref, ...others }, { ref });
    }
    return undefined;
  },
  text: (text) => {
    const ref = refInText(text);
    return ref === undefined ? undefined : oneChange({ $ref: ref }, { ref });
  },
});

/** What people write next to a reference. Next to anything else `ref` may be a keyword of somebody's own. */
const neighbours: ReadonlySet<string> = new Set(
  "ref summary description title nullable deprecated readOnly writeOnly example".split(" "),
);

/** `{ ref: '#/components/…' }`: no object of OpenAPI or JSON Schema has a member `ref`. */
export const refWithoutDollar = defineRepair<{ ref: string }>({
  code: "patch/ref-without-dollar",
  summary: "`ref` for `$ref`",
  severity: "warning",
  message: ({ ref }) => `"ref" should be "$ref"; read as a reference to ${ref}.`,
  fix: upstream,
  member: "ref",
  begin: () => (value) => {
    if (!Object.hasOwn(value, "ref")) return undefined;
    if (!Object.keys(value).every((key) => neighbours.has(key) || isExtension(key))) return undefined;
    const { ref, ...others } = value;
    if (typeof ref !== "string" || !ref.startsWith("#/")) return undefined;
    return oneChange({ $ref: ref, ...others }, { ref });
  },
});

/**
 * Whether something refers to the inside of what stands at a pointer, which then had better stay where it is. The
 * document is looked through when it is first asked for.
 */
export const createInside = (document: JsonObject): ((pointer: string) => boolean) => {
  let targets: readonly string[] | undefined;
  return (pointer) => {
    targets ??= targetsIn(document);
    const prefix = `${pointer}/`;
    let [low, high] = [0, targets.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((targets[middle] ?? "") < prefix) low = middle + 1;
      else high = middle;
    }
    return targets[low]?.startsWith(prefix) ?? false;
  };
};

/** Where references lead, also those that are yet to be repaired; sorted. */
const targetsIn = (document: JsonObject): readonly string[] => {
  const refs = new Set<string>();
  rewrite(document, (value) => {
    const ref = typeof value === "string" ? refInText(value) : (value.$ref ?? value.ref);
    if (typeof ref === "string") refs.add(ref);
    return value;
  });
  const pointers = [...refs].flatMap((ref) => pointerIn(ref) ?? []);
  const targets = pointers.flatMap((pointer) => {
    const target = find(document, pointer);
    return target ? [pointer, target.pointer] : [];
  });
  return [...new Set(targets)].sort();
};

const slots = ["parameters", "requestBody", "requestBodies"] as const;

type Slot = (typeof slots)[number];

/** The parts under a slot: the one body, or those that have a token each. */
const partsOf = (held: Json, slot: Slot, at: string): readonly (readonly [token: string, part: Json])[] => {
  if (slot === "requestBody") return [["", held]];
  // Elsewhere a map of this name is something else: arguments of a link.
  const isHeld = Array.isArray(held) || (isObject(held) && (at === "components" || at === ""));
  return isHeld ? Object.entries(held) : [];
};

type Known = { readonly judge: Judge; readonly isReferredTo: (pointer: string) => boolean };

type DanglingRef = {
  readonly ref: string;
  readonly circular: boolean;
  readonly became: string;
  readonly like?: string;
};

/** The parts that lead nowhere, by their tokens. */
const lostIn = (held: Json, slot: Slot, spot: WalkSpot, { judge, isReferredTo }: Known) => {
  const lost = new Map<string, DanglingRef>();
  for (const [token, part] of partsOf(held, slot, spot.slot)) {
    if (!isObject(part) || typeof part.$ref !== "string") continue;
    const { $ref: ref } = part;
    const verdict = judge(ref, slot, () => pointerTo(spot.pointer(), slot, ...(token === "" ? [] : [token])));
    if (verdict.kind !== "lost") continue;
    // Without this part the others of a list would have other pointers.
    if (Array.isArray(held) && isReferredTo(pointerTo(spot.pointer(), slot))) continue;
    const became = slot === "parameters" ? "the parameter is left out" : "the request body is left out";
    lost.set(token, { ref, circular: verdict.circular, became });
  }
  return lost;
};

const without = (held: Json, lost: ReadonlyMap<string, unknown>): Json => {
  if (Array.isArray(held)) return held.filter((_, index) => !lost.has(String(index)));
  return Object.fromEntries(Object.entries(held ?? {}).filter(([name]) => !lost.has(name)));
};

/** What both repairs of references say. */
const dangling = {
  code: "patch/dangling-ref" as const,
  summary:
    "a reference that points at nothing leads to the one name it can mean; else something open stands there, or the part is left out",
  severity: "warning" as const,
  message: ({ ref, circular, became, like }: DanglingRef) =>
    `Reference ${ref} ${circular ? "refers to itself" : "points at nothing"}${like === undefined ? "" : ` (did you mean ${like}?)`}; ${became}.`,
  fix: "Report it upstream, or add the missing part with an overlay (`jackfield patch new patch/dangling-ref`).",
};

/** Parameters and request bodies that lead nowhere: nothing could stand in for them, so their holder loses them. */
export const danglingPart = defineRepair({
  ...dangling,
  slots: new Set(["", "components", ...itemSlots, ...operationSlots]),
  begin: (document) => {
    const known = { judge: createJudge(document), isReferredTo: createInside(document) };
    return (value, spot) => {
      if (spot.map) return undefined;
      let result = value;
      const changes: RepairChange<DanglingRef>[] = [];
      for (const slot of slots) {
        const held = value[slot];
        if (held === undefined || held === null) continue;
        const lost = lostIn(held, slot, spot, known);
        if (lost.size === 0) continue;
        for (const [token, params] of lost)
          changes.push({ at: token === "" ? [slot] : [slot, token], replaced: [], params });
        const { [slot]: _, ...others } = result;
        result = slot === "requestBody" ? others : { ...result, [slot]: without(held, lost) };
      }
      return changes.length === 0 ? undefined : { value: result, changes };
    };
  },
});

/** What stands in for something that is missing, by its place; undefined: nothing could, and the reference stays. */
const standIn = (
  slot: string,
  description: string,
  swagger2: boolean,
): { readonly value: JsonObject; readonly became: string } | undefined => {
  if (isSchemaSlot(slot)) return { value: { description }, became: "anything is allowed here" };
  if (slot === "responses") return { value: { description }, became: "the response has no content" };
  if (slot === "headers") {
    const type: JsonObject = swagger2 ? { type: "string" } : { schema: {} };
    return { value: { description, ...type }, became: "any header value is allowed" };
  }
  if (slot === "content" || slot === "mediaTypes")
    return { value: { schema: {} }, became: "anything is allowed here" };
  const isEmpty = slot === "examples" || slot === "links" || slot === "callbacks";
  return isEmpty ? { value: {}, became: "an empty one takes its place" } : undefined;
};

/** The stand-in with what stood next to the reference; two descriptions become one. */
const joined = (value: JsonObject, others: JsonObject): JsonObject => {
  const texts = [others.description, value.description].filter((text) => typeof text === "string");
  return { ...value, ...others, ...(texts.length > 0 && { description: texts.join(" ") }) };
};

/** `$dynamicRef: '#node'`: nothing here overrides an anchor from outside, so it leads where a `$ref` would. */
export const dynamicRef = defineRepair<{ ref: string }>({
  code: "patch/dynamic-ref",
  summary: "`$dynamicRef`; read as a `$ref`",
  severity: "info",
  message: ({ ref }) => `$dynamicRef ${ref} is read as a $ref.`,
  fix: "Nothing to do, unless another schema must extend this one.",
  member: "$dynamicRef",
  begin:
    () =>
    (value, { slot, map }) => {
      const { $dynamicRef: ref, ...others } = value;
      if (typeof ref !== "string" || map || !isSchemaSlot(slot)) return undefined;
      return oneChange({ $ref: ref, ...others }, { ref });
    },
});

/** Names are compared for so many references, among so many names: suggestions are for people, who read a few. */
const mostCompared = { references: 100, names: 2_000 };

/** What almost has the name that a reference gives, where it looks for it. */
const createNeighbors = (document: JsonObject): ((ref: string) => { readonly like?: string }) => {
  let left = mostCompared.references;
  return (ref) => {
    const tokens = tokensOf(pointerIn(ref) ?? "");
    const name = tokens.at(-1);
    const around = find(document, pointerTo("", ...tokens.slice(0, -1)))?.value;
    if (name === undefined || !isObject(around) || left === 0) return {};
    left -= 1;
    const like = nearest(name, Object.keys(around).slice(0, mostCompared.names));
    return like === undefined ? {} : { like };
  };
};

/**
 * References into the document itself that point at nothing, or lead back to themselves. Where there is no doubt what
 * was meant, they lead there; else something open stands in, with a description that says what is missing. References
 * of path items and security schemes stay: what they stand for cannot be left open. Those elsewhere belong to loading.
 */
export const danglingRef = defineRepair({
  ...dangling,
  member: "$ref",
  begin: (document) => {
    const judge = createJudge(document);
    const swagger2 = isSwagger2(document);
    const neighbor = createNeighbors(document);
    return (value, { slot, map, pointer }) => {
      if (map || typeof value.$ref !== "string") return undefined;
      const { $ref, ...others } = value;
      const ref = String($ref);
      const verdict = judge(ref, slot, pointer);
      if (verdict.kind === "fine") return undefined;
      if (verdict.kind === "meant") {
        const became = `read as ${verdict.ref}`;
        return oneChange({ ...value, $ref: verdict.ref }, { ref, circular: false, became });
      }
      const { circular } = verdict;
      const text = `Described by ${ref}, which ${circular ? "leads back to itself" : "is missing"}.`;
      const instead = standIn(slot, text, swagger2);
      if (instead === undefined) return undefined;
      const like = circular ? {} : neighbor(ref);
      return oneChange(joined(instead.value, others), { ref, circular, became: instead.became, ...like });
    };
  },
});
