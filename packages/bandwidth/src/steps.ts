import {
  type CallContext,
  type ErrorCode,
  errorResult,
  isRecord,
  type ToolResult,
} from "@jackfield/contract";

export type Fields = Readonly<Record<string, unknown>>;

/** What another tool answered: its value, or the failure that the caller may pass on as it is. */
export type Step =
  | { readonly ok: true; readonly value: Fields }
  | { readonly ok: false; readonly failure: ToolResult; readonly code: string; readonly status?: number };

/** Calls another tool of the server with the caller's credentials. A reply without content is an empty object. */
export const step = async (call: CallContext, tool: string, args: Fields): Promise<Step> => {
  const given = Object.entries(args).filter(([, value]) => value !== undefined);
  const result = await call.request(tool, Object.fromEntries(given));
  const value = result.structuredContent ?? {};
  if (result.isError !== true) return { ok: true, value };
  const status = typeof value.status === "number" ? { status: value.status } : {};
  return { ok: false, failure: result, code: String(value.code), ...status };
};

/** A success: the same JSON as text and as structured content. */
export const answer = (value: Fields): ToolResult => ({
  content: [{ type: "text", text: JSON.stringify(value, null, 2) }],
  structuredContent: value,
});

/** A failure that the caller can act on. */
export const refuse = (code: ErrorCode, error: string, recovery: string, details?: unknown): ToolResult =>
  errorResult({ error, code, recovery, ...(details !== undefined && { details }) });

/** A member that is an object; an empty one for anything else. */
export const objectIn = (fields: Fields, key: string): Fields => {
  const value = fields[key];
  return isRecord(value) ? value : {};
};

/** The objects of a list, which is often absent when it is empty. */
export const listIn = (fields: Fields, key: string): readonly Fields[] => {
  const value = fields[key];
  return Array.isArray(value) ? value.filter(isRecord) : [];
};

/** A member as text; undefined for none and for an empty one. */
export const textIn = (fields: Fields, key: string): string | undefined => {
  const value = fields[key];
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
};
