import { pointerIn, pointerTo } from "@jackfield/contract";
import { versionOf } from "../../1-load/index.js";
import { isObject, type Json, type JsonObject } from "../../document/json.js";
import { createFollower, find } from "../../document/refs.js";
import { sectionPath } from "../../document/sections.js";
import { upstream } from "../../report/index.js";
import { sameJson } from "../merge.js";
import { createInside } from "./references.js";
import {
  defineRepair,
  isOperation,
  isParameter,
  isPathItem,
  itemSlots,
  methods,
  oneChange,
  operationSlots,
  parameterSlots,
  type RepairChange,
} from "./repair.js";

/** An entry of a `parameters` list, and the parameter that it is or refers to. */
export type Listed = { readonly index: number; readonly entry: Json; readonly parameter: JsonObject };

/** Reads `parameters` lists of one document. What is not a list or leads nowhere is left out. */
export type ReadParameters = (list: Json | undefined) => readonly Listed[];

/** Repairs of one pass read the same lists of the same document. */
const readers = new WeakMap<JsonObject, ReadParameters>();

export const parameterReader = (document: JsonObject): ReadParameters => {
  const reader = readers.get(document) ?? newReader(document);
  readers.set(document, reader);
  return reader;
};

const newReader = (document: JsonObject): ReadParameters => {
  const follow = createFollower(document);
  const known = new WeakMap<readonly Json[], readonly Listed[]>();
  return (list) => {
    if (!Array.isArray(list)) return [];
    const before = known.get(list);
    if (before !== undefined) return before;
    const listed = list.flatMap((entry: Json, index): Listed[] => {
      const parameter = follow(entry);
      return parameter && typeof parameter.name === "string" ? [{ index, entry, parameter }] : [];
    });
    known.set(list, listed);
    return listed;
  };
};

/** A `parameters` list without some of its entries. */
export const withoutListed = (list: readonly Json[], dropped: readonly Listed[]): readonly Json[] => {
  const indices = new Set(dropped.map(({ index }) => index));
  return list.filter((_, index) => !indices.has(index));
};

const keyOf = ({ name = null, in: place = null }: JsonObject): string => JSON.stringify([place, name]);

/** Name and place tell the parameters of a list apart (OpenAPI 3.1 sections 4.8.9 and 4.8.10); of two the first stays. */
export const duplicateParameter = defineRepair<{ name: string; place: string; same: boolean }>({
  code: "patch/duplicate-parameter",
  summary: "a parameter that is declared twice; the first counts",
  severity: "warning",
  message: ({ name, place, same }) =>
    `Parameter "${name}" in ${place} is declared twice${same ? "" : ", with differences"}; the first one counts.`,
  fix: upstream,
  slots: new Set([...itemSlots, ...operationSlots]),
  begin: (document) => {
    const read = parameterReader(document);
    const isReferredTo = createInside(document);
    return (value, spot) => {
      if (!(isPathItem(spot) || isOperation(spot))) return undefined;
      const list = value.parameters;
      if (!Array.isArray(list) || list.length < 2) return undefined;
      const first = new Map<string, JsonObject>();
      const doubles = read(list).filter(({ parameter }) => {
        const key = keyOf(parameter);
        const isFirst = !first.has(key);
        if (isFirst) first.set(key, parameter);
        return !isFirst;
      });
      // Without one the others would have other pointers.
      if (doubles.length === 0 || isReferredTo(pointerTo(spot.pointer(), "parameters"))) return undefined;
      const changes = doubles.map(({ parameter }) => {
        const other = first.get(keyOf(parameter));
        const same = other === parameter || sameJson(other, parameter);
        return {
          at: ["parameters"],
          params: { name: String(parameter.name), place: String(parameter.in), same },
        };
      });
      return { value: { ...value, parameters: withoutListed(list, doubles) }, changes };
    };
  },
});

/** What a shared parameter was to be called, and the one whose name it has. */
type Meant = { readonly name: string; readonly other: string };

/** Shared parameters of one name and place, by their keys. */
type Group = { readonly name: string; readonly keys: readonly string[] };

const groupsOf = (shared: JsonObject): readonly Group[] => {
  const groups = new Map<string, { name: string; keys: string[] }>();
  for (const [key, value] of Object.entries(shared)) {
    if (!isObject(value) || typeof value.name !== "string" || value.name === "") continue;
    const id = keyOf(value);
    const group = groups.get(id);
    if (group) group.keys.push(key);
    else groups.set(id, { name: value.name, keys: [key] });
  }
  return [...groups.values()].filter(({ keys }) => keys.length > 1);
};

/** `size` for the key `SizeQueryParam`, where `page` has the key `PageQueryParam`. */
const stemOf = (key: string, name: string, suffix: string): string | undefined => {
  const stem = key.endsWith(suffix) ? key.slice(0, -suffix.length) : "";
  if (stem === "" || stem.toLowerCase() === name.toLowerCase()) return undefined;
  const first = stem.charAt(0);
  const isSmall = name.charAt(0) === name.charAt(0).toLowerCase();
  return (isSmall ? first.toLowerCase() : first.toUpperCase()) + stem.slice(1);
};

const candidatesIn = ({ name, keys }: Group): readonly (readonly [key: string, meant: Meant])[] => {
  // The key that adds least to the name is the one that the name belongs to.
  const [other, second] = keys
    .filter((key) => key.toLowerCase().startsWith(name.toLowerCase()))
    .sort((a, b) => a.length - b.length);
  const suffix = other?.slice(name.length) ?? "";
  if (other === undefined || suffix === "" || second?.length === other.length) return [];
  return keys.flatMap((key) => {
    const stem = stemOf(key, name, suffix);
    return stem === undefined ? [] : [[key, { name: stem, other }] as const];
  });
};

/** Every `parameters` list of a path item or an operation. */
const listsOf = (document: JsonObject): readonly Json[] =>
  Object.values(isObject(document.paths) ? document.paths : {}).flatMap((item) =>
    isObject(item)
      ? [item, ...[...methods].map((method) => item[method])].flatMap((holder) =>
          isObject(holder) && holder.parameters !== undefined ? [holder.parameters] : [],
        )
      : [],
  );

const pointersIn = (list: Json): ReadonlySet<string> =>
  new Set(
    (Array.isArray(list) ? list : []).flatMap((entry: Json) =>
      isObject(entry) && typeof entry.$ref === "string" ? (pointerIn(entry.$ref) ?? []) : [],
    ),
  );

/** By pointer. Names are only judged where one list has both, which cannot be: variants of one parameter may share a name. */
const meantNames = (document: JsonObject): ReadonlyMap<string, Meant> => {
  const base = pointerTo("", ...(sectionPath("parameters", versionOf(document)) ?? []));
  const shared = find(document, base)?.value;
  const candidates = groupsOf(isObject(shared) ? shared : {}).flatMap(candidatesIn);
  if (candidates.length === 0) return new Map();
  const lists = listsOf(document).map(pointersIn);
  return new Map(
    candidates
      .map(([key, meant]) => [pointerTo(base, key), meant] as const)
      .filter(([pointer, { other }]) =>
        lists.some((pointers) => pointers.has(pointer) && pointers.has(pointerTo(base, other))),
      ),
  );
};

/**
 * A shared parameter that was copied from another and kept its name: `sizeQueryParam` is called `page`, and operations
 * use it together with `pageQueryParam`. The keys show what it was to be called.
 */
export const copiedParameterName = defineRepair<{ from: string; other: string; name: string }>({
  code: "patch/copied-parameter-name",
  summary:
    "a shared parameter that kept the name of the one it was copied from: `sizeParam` called `page`, used next to `pageParam`",
  severity: "warning",
  message: ({ from, other, name }) =>
    `The parameter has the name "${from}" of ${other}, and both are used together; read as "${name}", after its key.`,
  fix: upstream,
  slots: parameterSlots,
  begin: (document) => {
    let names: ReadonlyMap<string, Meant> | undefined;
    return (value, spot) => {
      if (!isParameter(value, spot)) return undefined;
      names ??= meantNames(document);
      const meant = names.size === 0 ? undefined : names.get(spot.pointer());
      if (meant === undefined) return undefined;
      const { name, other } = meant;
      return oneChange({ ...value, name }, { from: String(value.name), other, name }, "name");
    };
  },
});

/** What a parameter lacks that lets it be sent. */
const lackOf = (parameter: Json): "name" | "in" | undefined => {
  if (!isObject(parameter) || typeof parameter.$ref === "string" || typeof parameter.ref === "string")
    return undefined;
  if (typeof parameter.name !== "string" || parameter.name === "") return "name";
  return parameter.in === undefined || parameter.in === "" ? "in" : undefined;
};

/**
 * Parameters of an operation without a place: in the path when the path has their name, else in the query. Those without
 * a name are left out, since nothing could carry them.
 */
export const incompleteParameter = defineRepair<{ name: string; place: string }>({
  code: "patch/incomplete-parameter",
  summary: "a parameter without `in` is in the path or the query; one without a name is left out",
  severity: "warning",
  message: ({ name, place }) =>
    name === ""
      ? "A parameter has no name; left out."
      : `Parameter "${name}" lacks "in"; read as "in: ${place}".`,
  fix: "Complete the parameter with an overlay.",
  slots: new Set([...itemSlots, ...operationSlots]),
  begin: (document) => {
    const isReferredTo = createInside(document);
    let path = "";
    return (value, spot) => {
      if (isPathItem(spot)) path = String(spot.name);
      else if (!isOperation(spot)) return undefined;
      const list = value.parameters;
      if (!Array.isArray(list) || !list.some((one) => lackOf(one) !== undefined)) return undefined;
      // Without one the others would have other pointers.
      if (isReferredTo(pointerTo(spot.pointer(), "parameters"))) return undefined;
      const changes: RepairChange<{ readonly name: string; readonly place: string }>[] = [];
      const parameters = list.flatMap((parameter: Json): readonly Json[] => {
        const lack = lackOf(parameter);
        if (lack === undefined || !isObject(parameter)) return [parameter];
        const name = lack === "name" ? "" : String(parameter.name);
        const place = path.includes(`{${name}}`) ? "path" : "query";
        changes.push({ at: ["parameters"], params: { name, place } });
        return lack === "name" ? [] : [{ ...parameter, in: place }];
      });
      return { value: { ...value, parameters }, changes };
    };
  },
});
