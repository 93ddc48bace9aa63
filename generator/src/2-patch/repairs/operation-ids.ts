import { pointerTo } from "@jackfield/contract";
import { isObject, type Json, type JsonObject } from "../../document/json.js";
import { upstream } from "../../report/index.js";
import { defineRepair, isExtension, isOperation, oneChange, operationSlots } from "./repair.js";

/** An operationId without a visible character counts for nothing; the tool is then named after method and path. */
export const blankOperationId = defineRepair<Record<never, never>>({
  code: "patch/blank-operation-id",
  summary: "an empty operationId; the tool is named after method and path",
  severity: "info",
  message: () => "The operationId is empty; the tool is named after method and path.",
  fix: "Give the operation an operationId with an overlay.",
  slots: operationSlots,
  begin: () => (value, spot) => {
    if (!isOperation(spot)) return undefined;
    const { operationId, ...others } = value;
    if (typeof operationId !== "string" || operationId.trim() !== "") return undefined;
    return oneChange(others, {}, "operationId");
  },
});

const capital = (word: string): string => word.replace(/^./u, (letter) => letter.toUpperCase());

/** `Retrieve port-out passcodes` as `RetrievePortOutPasscodes`: the words joined, the first letter as it was. */
const joined = (id: string): string =>
  id
    .split(/[^\p{L}\p{N}\p{M}_]+/u)
    .filter((word) => word !== "")
    .map((word, index) => (index === 0 ? word : capital(word)))
    .join("");

/** An operationId is a name for programs; one that reads like a title becomes a name. Links to it follow. */
export const operationIdWithBlanks = defineRepair<{ id: string; operationId: string }>({
  code: "patch/operation-id-with-blanks",
  summary: "`Retrieve port-out passcodes`; it becomes `RetrievePortOutPasscodes`",
  severity: "info",
  message: ({ id, operationId }) => `operationId "${id}" contains spaces; read as ${operationId}.`,
  fix: upstream,
  slots: new Set([...operationSlots, "links"]),
  begin: () => (value, spot) => {
    if (spot.map || (spot.slot !== "links" && !isOperation(spot))) return undefined;
    const { operationId: id } = value;
    if (typeof id !== "string" || !/\S\s|\s\S/.test(id)) return undefined;
    const operationId = joined(id);
    if (operationId === "") return undefined;
    return oneChange({ ...value, operationId }, { id, operationId }, "operationId");
  },
});

type Identified = {
  readonly id: string;
  readonly path: string;
  readonly method: string;
  readonly pointer: string;
};

/** Methods that change nothing come first: who asks for a name that two share must not delete (RFC 9110 section 9.2.1). */
const ranks: readonly string[] = "get head query options trace post put patch delete".split(" ");
const rankOf = ({ method }: Identified): number => {
  const rank = ranks.indexOf(method.toLowerCase());
  return rank < 0 ? ranks.length : rank;
};

/** The operations under `paths` that have an id: the safe methods first, else in the order of their pointers by code unit. */
const operationsOf = ({ paths }: JsonObject): readonly Identified[] => {
  const all: Identified[] = [];
  for (const [path, item] of Object.entries(isObject(paths) ? paths : {})) {
    if (!isObject(item) || isExtension(path)) continue;
    const add = (operation: Json | undefined, ...tokens: readonly string[]): void => {
      if (!isObject(operation) || typeof operation.operationId !== "string") return;
      const pointer = pointerTo("/paths", path, ...tokens);
      all.push({ id: operation.operationId, path, method: tokens.at(-1) ?? "", pointer });
    };
    for (const key of Object.keys(item)) {
      const inner = item[key];
      if (key !== "additionalOperations") operationSlots.has(key) && add(inner, key);
      else if (isObject(inner)) for (const method of Object.keys(inner)) add(inner[method], key, method);
    }
  }
  return all.sort((a, b) => rankOf(a) - rankOf(b) || (a.pointer < b.pointer ? -1 : 1));
};

const namesIn = (path: string): readonly string[] =>
  [...path.matchAll(/\{([^{}]+)\}/g)].map(([, name = ""]) => name);

/** `getUserById`: by the names in the path that no other operation of the same id has in its own. */
const distinctId = (id: string, path: string, uses: ReadonlyMap<string, number>): string => {
  const own = [...new Set(namesIn(path))]
    .filter((name) => uses.get(name) === 1)
    .map((name) => capital(joined(name)))
    .filter((name) => name !== "");
  return own.length === 0 || own.length > 2 ? id : `${id}By${own.join("And")}`;
};

type NewId = { readonly id: string; readonly first: string };

/** New ids of the operations that need one, by pointer. */
const newIds = (document: JsonObject): ReadonlyMap<string, NewId> => {
  const groups = new Map<string, Identified[]>();
  for (const operation of operationsOf(document)) {
    const group = groups.get(operation.id);
    if (group) group.push(operation);
    else groups.set(operation.id, [operation]);
  }
  const taken = new Set(groups.keys());
  const ids = new Map<string, NewId>();
  for (const [id, group] of groups) {
    const [first, ...others] = group;
    if (!first || others.length === 0) continue;
    const uses = new Map<string, number>();
    for (const { path } of group)
      for (const name of new Set(namesIn(path))) uses.set(name, (uses.get(name) ?? 0) + 1);
    let suffix = 1;
    for (const { path, pointer } of others) {
      let free = distinctId(id, path, uses);
      for (; taken.has(free); free = `${id}_${suffix}`) suffix += 1;
      taken.add(free);
      ids.set(pointer, { id: free, first: first.pointer });
    }
  }
  return ids;
};

/** Several operations under one id: a safe method keeps it, else the one whose pointer comes first. */
export const duplicateOperationId = defineRepair<{ id: string; given: string; first: string }>({
  code: "patch/duplicate-operation-id",
  summary:
    "an operationId used again; a safe method keeps it, the others get `By` and what only its path has (`readGroupById`), else `_2`",
  severity: "warning",
  message: ({ id, given, first }) => `operationId ${id} is also used by ${first}; renamed to ${given} here.`,
  fix: "Report it upstream, or give one of them another operationId with an overlay.",
  slots: operationSlots,
  begin: (document) => {
    let ids: ReadonlyMap<string, NewId> | undefined;
    return (value, spot) => {
      if (!isOperation(spot) || typeof value.operationId !== "string") return undefined;
      ids ??= newIds(document);
      const mine = ids.size === 0 ? undefined : ids.get(spot.pointer());
      if (!mine) return undefined;
      const params = { id: value.operationId, given: mine.id, first: mine.first };
      return oneChange({ ...value, operationId: mine.id }, params, "operationId");
    };
  },
});
