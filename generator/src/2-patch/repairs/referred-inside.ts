import type { JsonObject } from "../../document/json.js";
import { pointerIn } from "../../document/pointer.js";
import { rewrite } from "../../document/walk.js";
import { find } from "./references.js";
import { refInText } from "./string-ref.js";

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

/** Where references lead, also those that are yet to be mended; sorted. */
const targetsIn = (document: JsonObject): readonly string[] => {
  const refs = new Set<string>();
  rewrite(document, (value) => {
    const ref = typeof value === "string" ? refInText(value) : (value.$ref ?? value.ref);
    if (typeof ref === "string") refs.add(ref);
    return value;
  });
  const pointers = [...refs].flatMap((ref) => pointerIn(ref) ?? []);
  const targets = pointers.flatMap((pointer) => {
    const found = find(document, pointer);
    return found ? [pointer, found.pointer] : [];
  });
  return [...new Set(targets)].sort();
};
