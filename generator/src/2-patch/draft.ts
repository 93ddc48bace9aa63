import type { Json } from "../document/json.js";

type Container = { [key: string]: Json } | Json[];

const isContainer = (value: unknown): value is Container => value !== null && typeof value === "object";

/** Sets a member as data, whatever its name: a plain assignment to `__proto__` would not. */
export const define = (target: object, key: string | number, value: Json): void => {
  Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
};

/** A document that is edited without touching the original: containers on the way to an edit are copied once. */
export type Draft = {
  /** The document as edited so far. Not to be mutated. */
  value(): Json;
  /** The container at the tokens as a copy that may be mutated; undefined when there is none. */
  open(tokens: readonly (string | number)[]): Container | undefined;
  /** Puts a value in place of the one at the tokens. */
  put(tokens: readonly (string | number)[], value: Json): void;
};

export const createDraft = (document: Json): Draft => {
  const own = new Set<object>();
  let root = document;
  const owned = (value: Container): Container => {
    if (own.has(value)) return value;
    const copy: Container = Array.isArray(value) ? [...value] : { ...value };
    own.add(copy);
    return copy;
  };
  const open = (tokens: readonly (string | number)[]): Container | undefined => {
    if (!isContainer(root)) return undefined;
    let here = owned(root);
    root = here;
    for (const token of tokens) {
      if (!Object.hasOwn(here, token)) return undefined;
      const inner: unknown = Reflect.get(here, token);
      if (!isContainer(inner)) return undefined;
      const copy = owned(inner);
      define(here, token, copy);
      here = copy;
    }
    return here;
  };
  return {
    value: () => root,
    open,
    put(tokens, value) {
      const last = tokens.at(-1);
      if (last === undefined) {
        root = value;
        return;
      }
      const container = open(tokens.slice(0, -1));
      if (container) define(container, last, value);
    },
  };
};
