import { pointerIn, pointerTo, tokensOf, valueAt } from "@jackfield/contract";
import { isObject, type Json, type JsonObject } from "../../document/json.js";
import { partsOf } from "../../document/refs.js";
import type { Reader } from "../reader.js";
import type { Schema } from "../types.js";
import { closeFamilies } from "./families.js";
import { normalise } from "./normalise.js";

/** Reads schemas and remembers those that have a name. */
export type SchemaRegistry = {
  /** The normalised schema; what it refers to is read by `close`. */
  read(value: Json | undefined, pointer: string): Schema;
  /** Reads everything that was referred to so far, and what that refers to. Names are stable: document pointers decide. */
  close(): Closed;
};

type Closed = {
  readonly schemas: Readonly<Record<string, Schema>>;
  /** Where each of them stands in the document. */
  readonly places: Readonly<Record<string, string>>;
};

export const createRegistry = (reader: Reader): SchemaRegistry => {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  const pending: { name: string; pointer: string }[] = [];
  const schemas = new Map<string, Schema>();

  const nameFor = (pointer: string): string => {
    const known = names.get(pointer);
    if (known !== undefined) return known;
    const base = defName(pointer);
    let name = base;
    for (let suffix = 2; taken.has(name); suffix += 1) name = `${base}_${suffix}`;
    names.set(pointer, name);
    taken.add(name);
    pending.push({ name, pointer });
    return name;
  };

  const context = {
    reader,
    /** The name of what `ref` points at, or undefined (reported) when it points at nothing. */
    refer(ref: string, pointer: string): string | undefined {
      const target = pointerIn(ref);
      if (target !== undefined && valueAt(reader.document, target) !== undefined) return nameFor(target);
      reader.report.add("model/dangling-ref", reader.at(pointer), { ref, circular: false });
      return undefined;
    },
  };

  const heirPointers = lazily(() => heirsIn(reader.document));
  const heirs = new Map<string, readonly string[]>();

  return {
    read: (value, pointer) => normalise(value, pointer, context),
    close() {
      for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
        // valueAt reads our own parsed document, so what it finds is JSON.
        const value = valueAt(reader.document, next.pointer) as Json;
        schemas.set(next.name, normalise(value, next.pointer, context));
        const below = isBase(value) ? heirsOf(next.pointer, heirPointers()) : [];
        if (below.length > 0) heirs.set(next.name, below.map(nameFor));
      }
      return {
        schemas: closeFamilies(Object.fromEntries(schemas), heirs),
        places: Object.fromEntries([...names].map(([pointer, name]) => [name, pointer])),
      };
    },
  };
};

const lazily = <T>(make: () => T): (() => T) => {
  let value: T | undefined;
  return () => {
    value ??= make();
    return value;
  };
};

/** A schema that says by a discriminator which of its heirs a value is, and does not list them. */
const isBase = (value: Json): boolean =>
  isObject(value) && isObject(value.discriminator) && value.oneOf === undefined && value.anyOf === undefined;

/** Pointer of a component schema → those of the components that extend it by `allOf`. */
const heirsIn = (document: JsonObject): ReadonlyMap<string, readonly string[]> => {
  const heirs = new Map<string, string[]>();
  const components = valueAt(document, "/components/schemas");
  for (const [name, value] of Object.entries(isObject(components) ? components : {})) {
    for (const part of isObject(value) ? partsOf(value) : []) {
      const base = isObject(part) && typeof part.$ref === "string" ? pointerIn(part.$ref) : undefined;
      if (base === undefined) continue;
      const list = heirs.get(base) ?? [];
      heirs.set(base, list);
      list.push(pointerTo("/components/schemas", name));
    }
  }
  return heirs;
};

const heirsOf = (base: string, heirs: ReadonlyMap<string, readonly string[]>): readonly string[] => {
  const all = new Set(heirs.get(base));
  // A set grows while it is walked, so heirs of heirs are met too, and no circle is walked twice.
  for (const heir of all) for (const next of heirs.get(heir) ?? []) all.add(next);
  all.delete(base);
  return [...all];
};

/** A component keeps its name; anything else is named after the last words of its pointer. */
const defName = (pointer: string): string => {
  const tokens = tokensOf(pointer);
  const words = tokens[0] === "components" && tokens.length === 3 ? tokens.slice(2) : tokens.slice(-3);
  return words.join("_").replaceAll(/[^A-Za-z0-9._-]/g, "_") || "root";
};
