import { isObject, type JsonObject, type Message } from "../json-rpc.js";
import { headerText } from "./param-headers.js";
import type { ToolNotes } from "./tool-notes.js";

/** The keys of a modern request's `_meta` (2026-07-28). */
export const metaKeys = {
  version: "io.modelcontextprotocol/protocolVersion",
  clientInfo: "io.modelcontextprotocol/clientInfo",
  capabilities: "io.modelcontextprotocol/clientCapabilities",
  logLevel: "io.modelcontextprotocol/logLevel",
  serverInfo: "io.modelcontextprotocol/serverInfo",
  subscription: "io.modelcontextprotocol/subscriptionId",
} as const;

const valueAt = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((at, key) => (isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined), value);

/** The revision that a modern message names; undefined for messages of the older revisions. */
export const modernVersion = (message: Message): string | undefined => {
  if (!("method" in message)) return undefined;
  const meta = message.params?._meta;
  const version = isObject(meta) ? meta[metaKeys.version] : undefined;
  return typeof version === "string" ? version : undefined;
};

const nameOf = (method: string, params: JsonObject): unknown => {
  if (method === "resources/read") return params.uri;
  if (method.startsWith("tasks/")) return params.taskId;
  return method === "tools/call" || method === "prompts/get" ? params.name : undefined;
};

/** The headers that 2026-07-28 wants with a message; none for messages of the older revisions. */
export const modernHeaders = (message: Message, notes: ToolNotes): Readonly<Record<string, string>> => {
  const version = modernVersion(message);
  if (version === undefined || !("method" in message)) return {};
  const { method, params = {} } = message;
  const name = nameOf(method, params);
  const headers: Record<string, string> = { "mcp-protocol-version": version, "mcp-method": method };
  if (typeof name === "string") headers["mcp-name"] = headerText(name);
  if (method !== "tools/call" || typeof name !== "string") return headers;
  for (const { path, header } of notes.of(name)?.headers ?? []) {
    const value = valueAt(params.arguments, path);
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
      headers[`mcp-param-${header}`] = headerText(String(value));
  }
  return headers;
};
