import { isObject, type JsonObject, type Message } from "../json-rpc.js";
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

/** An argument that is mirrored in a header `Mcp-Param-<header>`. */
export type HeaderDeclaration = { readonly path: readonly string[]; readonly header: string };

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const keyword = "x-mcp-header";
const types: ReadonlySet<unknown> = new Set(["string", "integer", "boolean"]);

const mentions = (value: unknown): boolean =>
  Array.isArray(value)
    ? value.some(mentions)
    : isObject(value) && (keyword in value || Object.values(value).some(mentions));

/**
 * The header declarations of an input schema. `fault` says why a use of the keyword is not allowed: a client must not
 * offer such a tool. Allowed are unique tokens on plain values that `properties` alone lead to.
 */
export const headerDeclarations = (
  schema: unknown,
): { readonly declarations: readonly HeaderDeclaration[]; readonly fault?: string } => {
  const declarations: HeaderDeclaration[] = [];
  const seen = new Set<string>();
  const visit = (node: unknown, path: readonly string[]): string | undefined => {
    if (!isObject(node)) return undefined;
    if (keyword in node) {
      const header = node[keyword];
      if (path.length === 0) return `${keyword} stands at the root`;
      if (typeof header !== "string" || !token.test(header)) return `${path.join(".")}: not a header name`;
      if (!types.has(node.type))
        return `${path.join(".")}: only strings, integers and booleans can be headers`;
      if (seen.has(header.toLowerCase())) return `${header} is declared twice`;
      seen.add(header.toLowerCase());
      declarations.push({ path, header });
    }
    for (const [key, child] of Object.entries(node)) {
      if (key === "properties" && isObject(child)) {
        for (const [name, property] of Object.entries(child)) {
          const fault = visit(property, [...path, name]);
          if (fault !== undefined) return fault;
        }
      } else if (!literal.has(key) && mentions(child))
        return `${[...path, key].join(".")}: not reachable by properties`;
    }
    return undefined;
  };
  const fault = visit(schema, []);
  return fault === undefined ? { declarations } : { declarations: [], fault };
};

/** Keywords whose values are data and not schemas. */
const literal: ReadonlySet<string> = new Set([keyword, "default", "const", "enum", "examples"]);

/**
 * A value as header text: as it is where HTTP allows that, else in the base64 form of 2026-07-28, which also keeps
 * spaces at the edges and text that looks like that form.
 */
export const headerText = (value: string): string => {
  const plain = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(value) && !value.startsWith("=?base64?");
  return plain ? value : `=?base64?${Buffer.from(value, "utf8").toString("base64")}?=`;
};

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
