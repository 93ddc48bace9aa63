import type { Json, JsonObject } from "../../document/json.js";
import { upstream } from "../../report/index.js";
import type { Listed } from "./parameters.js";
import {
  declaredNames,
  inPath,
  nameOf,
  type OnPath,
  operationsIn,
  pathSlots,
  pathTracker,
} from "./path-parameters.js";
import { defineRepair } from "./repair.js";

/** `user_id`, `userId` and `user-id` are one. */
const folded = (name: string): string => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");

/** The values that have a key for themselves. */
const alone = <Value>(
  values: readonly Value[],
  keyOf: (value: Value) => string,
): ReadonlyMap<string, Value> => {
  const groups = new Map<string, readonly Value[]>();
  for (const value of values) groups.set(keyOf(value), groups.has(keyOf(value)) ? [] : [value]);
  return new Map(
    [...groups].flatMap(([key, [value]]) => (value === undefined ? [] : [[key, value] as const])),
  );
};

type Rename = { readonly listed: Listed; readonly name: string };

/** Which parameter was meant by which name that nothing declares. */
const pair = (unused: readonly Listed[], missing: readonly string[]): readonly Rename[] => {
  const byFold = alone(unused, (listed) => folded(nameOf(listed)));
  const alike = [...alone(missing, folded)].flatMap(([fold, name]): Rename[] => {
    const listed = byFold.get(fold);
    return listed ? [{ listed, name }] : [];
  });
  const taken = new Set<Listed | string>(alike.flatMap(({ listed, name }) => [listed, name]));
  const [listed, ...others] = unused.filter((one) => !taken.has(one));
  const [name, ...names] = missing.filter((one) => !taken.has(one));
  const isLast = listed && name !== undefined && others.length === 0 && names.length === 0;
  return isLast ? [...alike, { listed, name }] : alike;
};

const meant = (on: OnPath, list: readonly Json[], elsewhere: ReadonlySet<string>): readonly Rename[] => {
  const all = on.read(list);
  const own = new Set(all.filter(inPath).map(nameOf));
  const missing = new Set([...on.names].filter((name) => !own.has(name) && !elsewhere.has(name)));
  if (missing.size === 0) return [];
  const fromQuery = [
    ...alone(
      all.filter(({ parameter }) => parameter.in === "query"),
      nameOf,
    ),
  ]
    .filter(([name]) => missing.delete(name))
    .map(([name, listed]): Rename => ({ listed, name }));
  const unused = all.filter((one) => inPath(one) && !on.names.has(nameOf(one)));
  return [...fromQuery, ...pair(unused, [...missing])];
};

/** Names that every operation of a path item declares for itself. */
const declaredByAll = ({ read, item }: OnPath): ReadonlySet<string> => {
  const [first, ...others] = operationsIn(item).map(({ parameters }) => declaredNames(read, parameters));
  return new Set([...(first ?? [])].filter((name) => others.every((names) => names.has(name))));
};

/** What only parameters of a query have. */
const ofQuery: ReadonlySet<string> = new Set(["style", "explode", "allowReserved", "allowEmptyValue"]);

const moved = (parameter: JsonObject, name: string): JsonObject => {
  const kept = Object.entries(parameter).filter(([key]) => parameter.in === "path" || !ofQuery.has(key));
  return { ...Object.fromEntries(kept), name, in: "path", required: true };
};

/**
 * A parameter of the path under another name than the path has, or declared in the query: one that differs in case
 * or separators only, or the only one without a place when one place is without a parameter. One behind a reference
 * is written out, since others may use it as it is.
 */
export const misnamedPathParameter = defineRepair<{
  path: string;
  from: string;
  place: string;
  name: string;
}>({
  code: "patch/misnamed-path-parameter",
  summary: "`user_id` for `{userId}`, `in: query` for a name in the path, the only one left over",
  severity: "warning",
  message: ({ path, from, place, name }) =>
    `{${name}} in ${path} can only be the ${place} parameter "${from}"; read as that.`,
  fix: upstream,
  slots: pathSlots,
  begin: (document) => {
    const track = pathTracker(document);
    let inherited: ReadonlySet<string> = new Set();
    return (value, spot) => {
      const on = track(value, spot);
      if (!on) return undefined;
      if (on.isItem) inherited = on.inherited;
      const { parameters } = value;
      if (!Array.isArray(parameters) || on.names.size === 0) return undefined;
      const renames = meant(on, parameters, on.isItem ? declaredByAll(on) : inherited);
      if (renames.length === 0) return undefined;
      const list: Json[] = [...parameters];
      const changes = renames.map(({ listed, name }) => {
        const { index, parameter } = listed;
        list[index] = moved(parameter, name);
        const params = { path: on.path, from: nameOf(listed), place: String(parameter.in), name };
        return { at: ["parameters", index], params };
      });
      if (on.isItem) inherited = declaredNames(on.read, list);
      return { value: { ...value, parameters: list }, changes };
    };
  },
});
