import { fieldsKey, fromKey, type Tool, takesFields, takesFrom } from "@jackfield/contract";

/** What a caller wants to see of a reply. These arguments are the runtime's own: no API receives them. */
export type ReplyView = {
  /** Dotted paths, lists looked through; absent: everything. */
  readonly fields?: readonly string[];
  /** Where to begin in a reply that is too long for one result: an item of its longest list, or a byte of its text. */
  readonly from?: number;
};

/**
 * Takes the runtime's own arguments out of those of a call. What is not a list of paths, or no number, stays where it is,
 * so that validation names it. Tools that are no HTTP operation have no such arguments.
 */
export const takeView = (tool: Tool, args: unknown): { readonly args: unknown; readonly view: ReplyView } => {
  if (!("request" in tool) || typeof args !== "object" || args === null) return { args, view: {} };
  const others: Record<string, unknown> = { ...args };
  const fields = takesFields(tool) ? pathsOf(others[fieldsKey]) : undefined;
  const from = takesFrom(tool) ? countOf(others[fromKey]) : undefined;
  if (fields !== undefined) delete others[fieldsKey];
  if (from !== undefined) delete others[fromKey];
  if (fields === undefined && from === undefined) return { args, view: {} };
  return { args: others, view: { ...(fields?.length && { fields }), ...(from && { from }) } };
};

const mostPaths = 50;

/** A list of paths as models write it: a list, a list as JSON text, or names with commas between. */
const pathsOf = (value: unknown): readonly string[] | undefined => {
  if (value === null) return [];
  const list = typeof value === "string" ? value.replace(/^\s*\[|\]\s*$|"/g, "").split(",") : value;
  if (!Array.isArray(list)) return undefined;
  const paths = list.filter((path): path is string => typeof path === "string");
  if (paths.length < list.length || paths.length > mostPaths) return undefined;
  return [...new Set(paths.map((path) => path.trim()))].filter((path) => path !== "");
};

const countOf = (value: unknown): number | undefined => {
  const count = typeof value === "string" && /^\d{1,12}$/.test(value) ? Number(value) : value;
  return typeof count === "number" && Number.isSafeInteger(count) && count >= 0 ? count : undefined;
};
