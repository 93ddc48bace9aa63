import type { Json } from "../../document/json.js";
import { pointerIn, tokensOf, valueAt } from "../../document/pointer.js";
import type { Reader } from "../reader.js";
import type { Schema } from "../types.js";
import { normalise } from "./normalise.js";

/** Reads schemas and remembers those that have a name. */
export type SchemaRegistry = {
  /** The normalised schema; what it refers to is read by `close`. */
  read(value: Json | undefined, pointer: string): Schema;
  /** Reads everything that was referred to so far, and what that refers to. Names are stable: document pointers decide. */
  close(): Closed;
};

export type Closed = {
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

  return {
    read: (value, pointer) => normalise(value, pointer, context),
    close() {
      for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
        // valueAt reads our own parsed document, so what it finds is JSON.
        const value = valueAt(reader.document, next.pointer) as Json;
        schemas.set(next.name, normalise(value, next.pointer, context));
      }
      return {
        schemas: Object.fromEntries([...schemas].sort(([a], [b]) => (a < b ? -1 : 1))),
        places: Object.fromEntries([...names].map(([pointer, name]) => [name, pointer])),
      };
    },
  };
};

/** A component keeps its name; anything else is named after the last words of its pointer. */
const defName = (pointer: string): string => {
  const tokens = tokensOf(pointer);
  const words = tokens[0] === "components" && tokens.length === 3 ? tokens.slice(2) : tokens.slice(-3);
  return words.join("_").replaceAll(/[^A-Za-z0-9._-]/g, "_") || "root";
};
