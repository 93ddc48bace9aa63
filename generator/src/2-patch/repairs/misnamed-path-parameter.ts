import type { Json, JsonObject } from "../../document/json.js";
import type { Listed } from "./parameter-lists.js";
import {
  declaredNames,
  inPath,
  nameOf,
  type OnPath,
  operationsIn,
  pathSlots,
  pathTracker,
} from "./path-templates.js";
import type { Repair } from "./repair.js";

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

type Renamed = { readonly listed: Listed; readonly name: string };

/** Which parameter was meant by which name that nothing declares. */
const pair = (unused: readonly Listed[], missing: readonly string[]): readonly Renamed[] => {
  const byFold = alone(unused, (listed) => folded(nameOf(listed)));
  const alike = [...alone(missing, folded)].flatMap(([fold, name]): Renamed[] => {
    const listed = byFold.get(fold);
    return listed ? [{ listed, name }] : [];
  });
  const taken = new Set<Listed | string>(alike.flatMap(({ listed, name }) => [listed, name]));
  const [listed, ...others] = unused.filter((one) => !taken.has(one));
  const [name, ...names] = missing.filter((one) => !taken.has(one));
  const isLast = listed && name !== undefined && others.length === 0 && names.length === 0;
  return isLast ? [...alike, { listed, name }] : alike;
};

const meant = (on: OnPath, list: readonly Json[], elsewhere: ReadonlySet<string>): readonly Renamed[] => {
  const all = on.read(list);
  const own = new Set(all.filter(inPath).map(nameOf));
  const missing = new Set([...on.names].filter((name) => !own.has(name) && !elsewhere.has(name)));
  if (missing.size === 0) return [];
  const asked = [
    ...alone(
      all.filter(({ parameter }) => parameter.in === "query"),
      nameOf,
    ),
  ]
    .filter(([name]) => missing.delete(name))
    .map(([name, listed]): Renamed => ({ listed, name }));
  const unused = all.filter((one) => inPath(one) && !on.names.has(nameOf(one)));
  return [...asked, ...pair(unused, [...missing])];
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
 * A parameter of the path under another name than the path has, or said to be in the query: one that differs in case
 * or separators only, or the only one without a place when one place is without a parameter. One behind a reference
 * is written out, since others may use it as it is.
 */
export const misnamedPathParameter: Repair = {
  code: "patch/misnamed-path-parameter",
  slots: pathSlots,
  begin: (document) => {
    const track = pathTracker(document);
    let inherited: ReadonlySet<string> = new Set();
    return (value, spot, { report, at }) => {
      const on = typeof value === "string" ? undefined : track(value, spot);
      if (!on || typeof value === "string") return value;
      if (on.isItem) inherited = on.inherited;
      const { parameters } = value;
      if (!Array.isArray(parameters) || on.names.size === 0) return value;
      const found = meant(on, parameters, on.isItem ? declaredByAll(on) : inherited);
      if (found.length === 0) return value;
      const list: Json[] = [...parameters];
      for (const { listed, name } of found) {
        const { index, parameter } = listed;
        const place = String(parameter.in);
        report.add("patch/misnamed-path-parameter", at("parameters", index), {
          path: on.path,
          from: nameOf(listed),
          place,
          name,
        });
        list[index] = moved(parameter, name);
      }
      if (on.isItem) inherited = declaredNames(on.read, list);
      return { ...value, parameters: list };
    };
  },
};
