import { pointerTo } from "@jackfield/contract";
import { define, isObject, type Json, type JsonObject } from "../../document/json.js";
import type { WalkSpot } from "../../document/walk.js";
import { type Listed, parameterReader, type ReadParameters, withoutListed } from "./parameters.js";
import { createInside } from "./references.js";
import {
  builtIn,
  isOperation,
  isParameter,
  isPathItem,
  isRoot,
  isSwagger2,
  itemSlots,
  oneChange,
  operationSlots,
  parameterSlots,
  type RepairChange,
  rootSlots,
} from "./repair.js";
import { renamed } from "./spelling.js";

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
export const optionalPathParameter = builtIn("patch/optional-path-parameter", {
  slots: parameterSlots,
  begin: () => (value, spot) => {
    if (!isParameter(value, spot)) return undefined;
    if (value.in !== "path" || value.required === true || typeof value.$ref === "string") return undefined;
    return oneChange({ ...value, required: true }, { name: String(value.name) }, "required");
  },
});

/** A path parameter for which the path has no place: no request could carry it. */
export const unusedPathParameter = builtIn("patch/unused-path-parameter", {
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
export const undeclaredPathParameter = builtIn("patch/undeclared-path-parameter", {
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

/** A path without the parts of its query that all its operations declare as parameters; undefined when it has none. */
const withoutQuery = (path: string, item: Json | undefined, read: ReadParameters): string | undefined => {
  const [start = "", query] = path.split("?", 2);
  if (query === undefined || !isObject(item)) return undefined;
  const isDeclared = (name: string): boolean =>
    operationsIn(item).every((operation) =>
      [...read(item.parameters), ...read(operation.parameters)].some(
        ({ parameter }) => parameter.in === "query" && parameter.name === name,
      ),
    );
  const parts = query.split("&");
  const kept = parts.filter((part) => {
    const [, name] = /^([^=]+)=\{[^{}]+\}$/.exec(part) ?? [];
    return name === undefined || !isDeclared(name);
  });
  if (kept.length === parts.length) return undefined;
  return kept.length === 0 ? start : `${start}?${kept.join("&")}`;
};

/** `/search?q={q}` and a parameter `q` of the query, which would be sent twice. */
export const queryInPath = builtIn("patch/query-in-path", {
  slots: rootSlots,
  begin: (document) => {
    const read = parameterReader(document);
    return (value, spot) => {
      const { paths } = value;
      if (!isRoot(spot) || !isObject(paths)) return undefined;
      return renamed(value, "paths", (path) => withoutQuery(path, paths[path], read));
    };
  },
});

/** What else stands in braces: `{+path}`, `{path*}`, `{*path}`, `{id:[0-9]+}`, `{path:path}`. */
const expression = /\{([+*]{0,2})([A-Za-z_][\w.-]*)((?::[^{}]*)?)([+*]?)\}/g;

/** A segment with its slash, `{/name}`, or several of them, `{/name*}` (RFC 6570 section 3.2.6). */
const segment = /\/?\{\/([A-Za-z_][\w.-]*)(\*?)\}/g;

/** A label, `{.name}`, or a path-style parameter, `{;name}` (RFC 6570 sections 3.2.5 and 3.2.7). */
const prefixed = /\{([.;])([A-Za-z_][\w.-]*)(\*?)\}/g;

type TemplateReading = {
  readonly path: string;
  readonly names: ReadonlySet<string>;
  /** What the braces say of a parameter, as its own members. */
  readonly members: ReadonlyMap<string, JsonObject>;
};

const takesSlashes: JsonObject = { "x-allow-slash": true };

/** A path with plain names in its braces. */
const readPath = (path: string): TemplateReading => {
  const names = new Set<string>();
  const members = new Map<string, JsonObject>();
  // `{?page,size}` stands for a query, which the parameters describe.
  const plain = path
    .replaceAll(/\{[?&][^{}]*\}$/g, "")
    .replaceAll(segment, (_text, name, star) => {
      names.add(name);
      if (star !== "") members.set(name, { ...takesSlashes, explode: true });
      return `/{${name}}`;
    })
    .replaceAll(prefixed, (_text, mark, name, star) => {
      names.add(name);
      members.set(name, { style: mark === "." ? "label" : "matrix", explode: star !== "" });
      return `{${name}}`;
    })
    .replaceAll(expression, (text, before, name, kind, after) => {
      if (text === `{${name}}`) return text;
      names.add(name);
      if (before !== "" || after === "+" || kind === ":path" || /^:\.[*+]$/.test(kind))
        members.set(name, takesSlashes);
      return `{${name}}`;
    });
  return { path: plain, names, members };
};

/** The holder with plain names for its path parameters, and slashes let through where the path does. */
const withNames = (holder: JsonObject, { names, members }: TemplateReading): JsonObject => {
  if (!Array.isArray(holder.parameters)) return holder;
  const parameters = holder.parameters.map((parameter: Json): Json => {
    if (!isObject(parameter) || parameter.in !== "path" || typeof parameter.name !== "string")
      return parameter;
    const name = [...names].find((one) => readPath(`{${parameter.name}}`).path === `{${one}}`);
    if (name === undefined) return parameter;
    return { ...parameter, name, ...members.get(name) };
  });
  return { ...holder, parameters };
};

/** Braces of RFC 6570 and of routers; OpenAPI has names only (OpenAPI 3.1 section 4.8.8). */
export const pathExpression = builtIn("patch/path-expression", {
  slots: rootSlots,
  begin: (document) => {
    const isReferredTo = createInside(document);
    return (value, spot) => {
      if (!isRoot(spot) || !isObject(value.paths)) return undefined;
      const paths: JsonObject = {};
      const changes: RepairChange<{ readonly from: string; readonly to: string }>[] = [];
      for (const [path, item] of Object.entries(value.paths)) {
        const reading = readPath(path);
        const isFree = !Object.hasOwn(value.paths, reading.path) && !Object.hasOwn(paths, reading.path);
        if (reading.path === path || !isFree || isReferredTo(pointerTo("/paths", path))) {
          define(paths, path, item);
          continue;
        }
        define(paths, reading.path, isObject(item) ? inItem(item, reading) : item);
        changes.push({ at: ["paths"], params: { from: path, to: reading.path } });
      }
      return changes.length === 0 ? undefined : { value: { ...value, paths }, changes };
    };
  },
});

const inItem = (item: JsonObject, reading: TemplateReading): JsonObject => {
  const result: JsonObject = {};
  for (const [key, inner] of Object.entries(withNames(item, reading)))
    define(result, key, operationSlots.has(key) && isObject(inner) ? withNames(inner, reading) : inner);
  return result;
};
