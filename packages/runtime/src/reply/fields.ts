import { isRecord, suggestion } from "@jackfield/contract";

/** What is left of a value, and what to say about the paths that lead nowhere. */
type Selected = { readonly value: unknown; readonly note?: string };

/** A path as it was asked for, and what of it is still to go. */
type Step = { readonly path: string; readonly rest: string };

/**
 * Keeps the fields that dotted paths name; lists are looked through, so `items.id` is the id of each item. A list that
 * is the whole reply may be called `items`, as structured results call it. Paths that exist nowhere are named, with the
 * nearest that does; when there is no other the value stays whole, since a call may not be repeatable.
 */
export const selectFields = (value: unknown, paths: readonly string[]): Selected => {
  const existingPaths = new Set<string>();
  const steps = paths.map((path) => ({
    path,
    rest: Array.isArray(value) ? withoutItems(path, value) : path,
  }));
  const kept = keep(value, steps, existingPaths);
  const unknown = paths.filter((path) => !existingPaths.has(path));
  if (unknown.length === 0) return { value: kept };
  const existing = pathsIn(value);
  const named = unknown.slice(0, 10).map((path) => `${path}${suggestion(path, existing)}`);
  const tail = existingPaths.size === 0 ? "; the whole reply is given" : "";
  return {
    value: existingPaths.size === 0 ? value : kept,
    note: `Not in the reply: ${named.join(", ")}${tail}.`,
  };
};

const withoutItems = (path: string, list: readonly unknown[]): string => {
  if (list.some((item) => isRecord(item) && Object.hasOwn(item, "items"))) return path;
  return path === "items" ? "" : path.replace(/^items\./, "");
};

/** Undefined for a plain value under which a path wants to go on. */
const keep = (value: unknown, steps: readonly Step[], existingPaths: Set<string>): unknown => {
  const whole = steps.filter(({ rest }) => rest === "");
  if (whole.length > 0) {
    for (const { path } of whole) existingPaths.add(path);
    const others = steps.filter(({ rest }) => rest !== "");
    // They change nothing, but those that exist must not be called unknown.
    if (others.length > 0) keep(value, others, existingPaths);
    return value;
  }
  if (Array.isArray(value)) {
    // An empty list, like null below, does not tell what its items would have had.
    if (value.length === 0) for (const { path } of steps) existingPaths.add(path);
    return value.map((item) => keep(item, steps, existingPaths)).filter((item) => item !== undefined);
  }
  if (value === null) {
    for (const { path } of steps) existingPaths.add(path);
    return null;
  }
  if (!isRecord(value)) return undefined;
  const entries = Object.entries(value).flatMap(([key, member]): [string, unknown][] => {
    const inside = steps.flatMap(({ path, rest }) => {
      if (rest === key) return [{ path, rest: "" }];
      return rest.startsWith(`${key}.`) ? [{ path, rest: rest.slice(key.length + 1) }] : [];
    });
    const kept = inside.length === 0 ? undefined : keep(member, inside, existingPaths);
    return kept === undefined ? [] : [[key, kept]];
  });
  return Object.fromEntries(entries);
};

const mostPaths = 500;

/** The paths of a value down to five levels, for suggestions; of a list, those of its first items. */
const pathsIn = (value: unknown): ReadonlySet<string> => {
  const paths = new Set<string>();
  const visit = (at: unknown, prefix: string, depth: number): void => {
    if (Array.isArray(at)) for (const item of at.slice(0, 5)) visit(item, prefix, depth);
    if (!isRecord(at) || depth > 5) return;
    for (const [key, member] of Object.entries(at)) {
      if (paths.size >= mostPaths) return;
      paths.add(`${prefix}${key}`);
      visit(member, `${prefix}${key}.`, depth + 1);
    }
  };
  visit(value, "", 1);
  return paths;
};
