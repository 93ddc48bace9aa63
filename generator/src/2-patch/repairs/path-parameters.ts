import { pointerTo } from "@jackfield/contract";
import { isObject, type Json, type JsonObject } from "../../document/json.js";
import type { WalkSpot } from "../../document/walk.js";
import { upstream } from "../../report/index.js";
import { type Listed, parameterReader, type ReadParameters, withoutListed } from "./parameters.js";
import { createInside } from "./references.js";
import {
  defineRepair,
  isOperation,
  isParameter,
  isPathItem,
  isSwagger2,
  itemSlots,
  oneChange,
  operationSlots,
  parameterSlots,
} from "./repair.js";

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

/** A path without one of its parts is another path, so OpenAPI demands `required: true` (3.1 section 4.8.12.2). */
export const optionalPathParameter = defineRepair<{ name: string }>({
  code: "patch/optional-path-parameter",
  summary: "a path parameter that is not `required: true`",
  severity: "info",
  message: ({ name }) => `Path parameter "${name}" lacks "required: true"; it is required.`,
  fix: upstream,
  slots: parameterSlots,
  begin: () => (value, spot) => {
    if (!isParameter(value, spot)) return undefined;
    if (value.in !== "path" || value.required === true || typeof value.$ref === "string") return undefined;
    return oneChange({ ...value, required: true }, { name: String(value.name) }, "required");
  },
});

/** A path parameter for which the path has no place: no request could carry it. */
export const unusedPathParameter = defineRepair<{ name: string; path: string }>({
  code: "patch/unused-path-parameter",
  summary: "a path parameter that its path has no place for; it is left out",
  severity: "warning",
  message: ({ name, path }) => `Path parameter "${name}" does not occur in ${path}; left out.`,
  fix: "Report it upstream, or rename or remove the parameter with an overlay (`jackfield patch new <pointer>`).",
  slots: pathSlots,
  begin: (document) => {
    const track = pathTracker(document);
    const isReferredTo = createInside(document);
    return (value, spot) => {
      const on = track(value, spot);
      if (!on || !Array.isArray(value.parameters)) return undefined;
      const unused = on.read(value.parameters).filter((one) => inPath(one) && !on.names.has(nameOf(one)));
      // Without one the others would have other pointers.
      if (unused.length === 0 || isReferredTo(pointerTo(spot.pointer(), "parameters"))) return undefined;
      const changes = unused.map((one) => ({
        at: ["parameters"],
        params: { name: nameOf(one), path: on.path },
      }));
      const { parameters, ...others } = value;
      const kept = withoutListed(value.parameters, unused);
      return { value: kept.length === 0 ? others : { ...value, parameters: kept }, changes };
    };
  },
});

/** Path parameters as the operations of a path declare them, by name; the first one's, when they differ. */
const declaredOnPath = ({ item, read }: OnPath): ReadonlyMap<string, Json> => {
  const all = operationsIn(item).flatMap(({ parameters }) => read(parameters).filter(inPath));
  return new Map(all.reverse().map((listed) => [nameOf(listed), listed.entry]));
};

/** A name in the path that nothing declares: as another operation of the path declares it, else text. */
export const undeclaredPathParameter = defineRepair<{
  names: readonly string[];
  path: string;
  copied: boolean;
}>({
  code: "patch/undeclared-path-parameter",
  summary: "a name in the path that nothing declares: as another operation of the path has it, else text",
  severity: "warning",
  message: ({ names, path, copied }) =>
    `No parameter declares ${names.map((name) => `{${name}}`).join(", ")} of ${path}; ${copied ? "taken from another operation of the path" : "read as text"}.`,
  fix: "Report it upstream, or declare the parameter with an overlay (`jackfield patch new <pointer>`).",
  slots: pathSlots,
  begin: (document) => {
    const track = pathTracker(document);
    const text: JsonObject = isSwagger2(document) ? { type: "string" } : { schema: { type: "string" } };
    let copies: ReadonlyMap<string, Json> | undefined;
    return (value, spot) => {
      const on = track(value, spot);
      if (!on) return undefined;
      if (on.isItem) copies = undefined;
      const { parameters = [] } = value;
      if (on.isItem || on.names.size === 0 || !Array.isArray(parameters)) return undefined;
      const own = declaredNames(on.read, parameters);
      const missing = [...on.names].filter((name) => !own.has(name) && !on.inherited.has(name));
      if (missing.length === 0) return undefined;
      copies ??= declaredOnPath(on);
      const known = copies;
      const changes = [true, false].flatMap((copied) => {
        const names = missing.filter((name) => known.has(name) === copied);
        return names.length === 0 ? [] : [{ at: ["parameters"], params: { names, path: on.path, copied } }];
      });
      const added = missing.map((name) => known.get(name) ?? { name, in: "path", required: true, ...text });
      return { value: { ...value, parameters: [...parameters, ...added] }, changes };
    };
  },
});
