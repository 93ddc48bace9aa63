import type { JsonObject } from "../../document/json.js";
import { pointerIn } from "../../document/pointer.js";
import { find } from "../../document/refs.js";
import { rewrite } from "../../document/walk.js";
import { builtIn, oneChange } from "./repair.js";
import { isExtension } from "./spots.js";

/** The quotes may be those of a word processor, and braces or a comma those of JSON. */
const pattern =
  /^\s*\{?\s*["'‘’“”]?\$ref["'‘’“”]?\s*:\s*["'‘’“”]?(#\/[^"'‘’“”\s,{}]+)["'‘’“”]?\s*\}?\s*,?\s*$/;

/** What a text that was meant to be a reference refers to. */
export const refInText = (text: string): string | undefined => pattern.exec(text)?.[1];

/** `$ref:'#/components/schemas/X'`: without a blank after the colon YAML reads one string, quotes and all. */
export const stringRef = builtIn("patch/string-ref", {
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
export const refWithoutDollar = builtIn("patch/ref-without-dollar", {
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
