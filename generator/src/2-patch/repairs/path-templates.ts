import { isObject, type Json, type JsonObject } from "../../document/json.js";
import type { WalkSpot } from "../../document/walk.js";
import { type Listed, parameterReader, type ReadParameters } from "./parameters.js";
import { isOperation, isPathItem, itemSlots, operationSlots } from "./spots.js";

/** A path, as seen from its item or one of its operations. */
export type OnPath = {
  readonly path: string;
  /** The names in its braces. */
  readonly names: ReadonlySet<string>;
  readonly item: JsonObject;
  /** The parameters that all its operations inherit. */
  readonly inherited: ReadonlySet<string>;
  readonly read: ReadParameters;
};

/** Nobody writes longer ones or fuller ones, and what is reported of a path is reported for each of its operations. */
const [longestPath, mostNames] = [2_000, 50];

/**
 * Names in a path's braces. Undefined where braces do not pair up, where the path holds a query (OpenAPI admits
 * neither), or where it is too long.
 */
const namesIn = (path: string): ReadonlySet<string> | undefined => {
  if (path.length > longestPath) return undefined;
  if (/[{}]/.test(path.replaceAll(/\{[^{}]+\}/g, "")) || /[?#]/.test(path)) return undefined;
  const names = new Set([...path.matchAll(/\{([^{}]+)\}/g)].map(([, name = ""]) => name));
  return names.size > mostNames ? undefined : names;
};

export const pathSlots: ReadonlySet<string> = new Set([...itemSlots, ...operationSlots]);

/**
 * Follows a walk. Called with a path item under `paths`, or with one of its operations, it gives the path that they are
 * on; `isItem` says that the value is the item. Undefined elsewhere, and for items that are references.
 */
export const pathTracker = (
  document: JsonObject,
): ((value: JsonObject, spot: WalkSpot) => (OnPath & { readonly isItem: boolean }) | undefined) => {
  const read = parameterReader(document);
  let here: OnPath | undefined;
  return (value, spot) => {
    if (spot.slot === "paths" && spot.within === "") {
      const path = String(spot.name);
      const names = isPathItem(spot) && typeof value.$ref !== "string" ? namesIn(path) : undefined;
      here = names && { path, names, item: value, inherited: declaredNames(read, value.parameters), read };
      return here && { ...here, isItem: true };
    }
    return here && spot.within === "paths" && isOperation(spot) ? { ...here, isItem: false } : undefined;
  };
};

export const nameOf = ({ parameter }: Listed): string => String(parameter.name);

export const inPath = ({ parameter }: Listed): boolean => parameter.in === "path";

export const declaredNames = (read: ReadParameters, list: Json | undefined): ReadonlySet<string> =>
  new Set(read(list).filter(inPath).map(nameOf));

/** The operations of a path item that have a method of their own. */
export const operationsIn = (item: JsonObject): readonly JsonObject[] =>
  Object.keys(item).flatMap((key) => {
    const value = item[key];
    return operationSlots.has(key) && isObject(value) ? [value] : [];
  });
