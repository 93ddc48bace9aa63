import { keyText, membersAt, stringEnd } from "./json-members.js";
import { type Fault, maxDepth } from "./parsed.js";

/**
 * What `JSON.parse` cannot see in a text it accepted: keys that occur twice in one object, and depth. One pass over
 * the characters; strings are jumped over.
 */
export const findHiddenFaults = (text: string): readonly Fault[] => {
  const faults: Fault[] = [];
  // Per level: the keys seen (reused from object to object), where the container starts, and whether it is an object.
  const keys: Set<string>[] = [];
  const starts: number[] = [];
  const objects: boolean[] = [];
  let depth = 0;
  let keyNext = false;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case 34: {
        const end = stringEnd(text, at);
        if (keyNext) {
          const key = keyText(text.slice(at, end));
          const seen = keys[depth];
          if (seen?.has(key)) {
            const first = membersAt(text, starts[depth] ?? 0).find(({ token }) => token === key);
            faults.push({ kind: "duplicate", key, first: first?.start ?? at, offset: at });
          }
          seen?.add(key);
          keyNext = false;
        }
        at = end - 1;
        break;
      }
      case 44:
        keyNext = objects[depth] === true;
        break;
      case 123:
      case 91: {
        if (++depth > maxDepth) return [{ kind: "deep", offset: at }];
        const object = text.charCodeAt(at) === 123;
        starts[depth] = at;
        objects[depth] = object;
        keyNext = object;
        const seen = keys[depth];
        if (seen) seen.clear();
        else keys[depth] = new Set();
        break;
      }
      case 125:
      case 93:
        depth--;
        keyNext = false;
        break;
    }
  }
  return faults;
};
