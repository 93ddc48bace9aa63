import type { Json, JsonObject } from "../../document/json.js";
import { child } from "../../document/pointer.js";
import { isObject } from "../merge.js";
import { isExtension, isOperation, operationSlots } from "./document-spots.js";
import { joined } from "./operation-id-with-blanks.js";
import type { Repair } from "./repair.js";

type Found = { readonly id: string; readonly path: string; readonly pointer: string };

/** The operations under `paths` that have an id, in the order of their pointers by code unit. */
const operationsOf = ({ paths }: JsonObject): readonly Found[] => {
  const found: Found[] = [];
  for (const [path, item] of Object.entries(isObject(paths) ? paths : {})) {
    if (!isObject(item) || isExtension(path)) continue;
    const add = (operation: Json | undefined, ...tokens: readonly string[]): void => {
      if (!isObject(operation) || typeof operation.operationId !== "string") return;
      found.push({ id: operation.operationId, path, pointer: child("/paths", path, ...tokens) });
    };
    for (const key of Object.keys(item)) {
      const inner = item[key];
      if (key !== "additionalOperations") operationSlots.has(key) && add(inner, key);
      else if (isObject(inner)) for (const method of Object.keys(inner)) add(inner[method], key, method);
    }
  }
  return found.sort((a, b) => (a.pointer < b.pointer ? -1 : 1));
};

const namesIn = (path: string): readonly string[] =>
  [...path.matchAll(/\{([^{}]+)\}/g)].map(([, name = ""]) => name);

const capital = (name: string): string => joined(name).replace(/^./u, (letter) => letter.toUpperCase());

/** `getUserById`: by the names in the path that no other operation of the same id has in its own. */
const toldApart = (id: string, path: string, uses: ReadonlyMap<string, number>): string => {
  const own = [...new Set(namesIn(path))]
    .filter((name) => uses.get(name) === 1)
    .map(capital)
    .filter((name) => name !== "");
  return own.length === 0 || own.length > 2 ? id : `${id}By${own.join("And")}`;
};

type Given = { readonly id: string; readonly first: string };

/** New ids of the operations that need one, by pointer. */
const giveIds = (document: JsonObject): ReadonlyMap<string, Given> => {
  const groups = new Map<string, Found[]>();
  for (const found of operationsOf(document)) {
    const group = groups.get(found.id);
    if (group) group.push(found);
    else groups.set(found.id, [found]);
  }
  const taken = new Set(groups.keys());
  const given = new Map<string, Given>();
  for (const [id, group] of groups) {
    const [first, ...others] = group;
    if (!first || others.length === 0) continue;
    const uses = new Map<string, number>();
    for (const { path } of group)
      for (const name of new Set(namesIn(path))) uses.set(name, (uses.get(name) ?? 0) + 1);
    let suffix = 1;
    for (const { path, pointer } of others) {
      let free = toldApart(id, path, uses);
      for (; taken.has(free); free = `${id}_${suffix}`) suffix += 1;
      taken.add(free);
      given.set(pointer, { id: free, first: first.pointer });
    }
  }
  return given;
};

/** Two operations under one id: the one whose pointer comes first keeps it. */
export const duplicateOperationId: Repair = {
  code: "patch/duplicate-operation-id",
  slots: operationSlots,
  begin: (document) => {
    let given: ReadonlyMap<string, Given> | undefined;
    return (value, spot, { report, at }) => {
      if (typeof value === "string" || !isOperation(spot) || typeof value.operationId !== "string")
        return value;
      given ??= giveIds(document);
      const mine = given.size === 0 ? undefined : given.get(spot.pointer());
      if (!mine) return value;
      report.add("patch/duplicate-operation-id", at("operationId"), {
        id: value.operationId,
        given: mine.id,
        first: mine.first,
      });
      return { ...value, operationId: mine.id };
    };
  },
};
