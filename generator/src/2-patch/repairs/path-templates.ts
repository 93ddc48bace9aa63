import { pointerTo } from "@jackfield/contract";
import { define, isObject, type Json, type JsonObject } from "../../document/json.js";
import { upstream } from "../../report/index.js";
import { parameterReader, type ReadParameters } from "./parameters.js";
import { operationsIn } from "./path-parameters.js";
import { createInside } from "./references.js";
import { defineRepair, isRoot, operationSlots, type RepairChange, rootSlots } from "./repair.js";
import { renamed } from "./spelling.js";

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
export const queryInPath = defineRepair<{ from: string; to: string }>({
  code: "patch/query-in-path",
  summary: "`/search?q={q}` with `q` among the parameters of the query as well; the path loses it",
  severity: "info",
  message: ({ from, to }) => `Path "${from}" repeats parameters of the query; read as ${to}.`,
  fix: upstream,
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
export const pathExpression = defineRepair<{ from: string; to: string }>({
  code: "patch/path-expression",
  summary:
    "`{/path*}`, `{.ext}`, `{;id}`, `{+path}`, `{id:int}` in a path; the name alone, with slashes or the style of RFC 6570",
  severity: "info",
  message: ({ from, to }) => `Path "${from}" has more than names in its braces; read as ${to}.`,
  fix: upstream,
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
