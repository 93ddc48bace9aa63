/** A JSON object that nobody has looked into yet. */
export type JsonObject = { readonly [key: string]: unknown };

/** JSON-RPC 2.0 ids. `1` and `"1"` are two ids. */
export type Id = string | number;

export type Request = {
  readonly jsonrpc: "2.0";
  readonly id: Id;
  readonly method: string;
  readonly params?: JsonObject;
};
type Notification = {
  readonly jsonrpc: "2.0";
  readonly method: string;
  readonly params?: JsonObject;
};
export type RpcError = { readonly code: number; readonly message: string; readonly data?: unknown };
export type Reply =
  | { readonly jsonrpc: "2.0"; readonly id: Id; readonly result: JsonObject }
  | { readonly jsonrpc: "2.0"; readonly id: Id | null; readonly error: RpcError };
export type Message = Request | Notification | Reply;

/**
 * A message and the very text it came as, on one line. What nobody changes is passed on as this text, so numbers keep
 * all their digits and nothing is printed a second time.
 */
export type Frame<M extends Message = Message> = { readonly message: M; readonly text: string };

/** The standard codes, and ours: those from -32000 to -32019 belong to implementations (2026-07-28). */
export const codes = {
  parse: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  unreachable: -32000,
  loginNeeded: -32010,
  circuitOpen: -32011,
  streamLost: -32012,
  sessionLost: -32013,
  timeout: -32014,
  upstreamHttp: -32015,
  upstreamInvalid: -32016,
  headerMismatch: -32020,
  missingCapability: -32021,
  unsupportedVersion: -32022,
} as const;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isId = (value: unknown): value is Id => typeof value === "string" || typeof value === "number";

export const isRequest = (message: Message): message is Request => "method" in message && "id" in message;
export const isReply = (message: Message): message is Reply => !("method" in message);

/** True for a JSON-RPC 2.0 message as MCP narrows it: ids are strings or numbers, params are an object. */
const isMessage = (value: unknown): value is Message => {
  if (!isObject(value) || value.jsonrpc !== "2.0") return false;
  if (typeof value.method === "string")
    return (!("id" in value) || isId(value.id)) && (value.params === undefined || isObject(value.params));
  if ("result" in value) return isId(value.id) && isObject(value.result);
  return "error" in value && isObject(value.error) && (isId(value.id) || value.id === null);
};

/** A frame for a message that we write ourselves. */
export const frameOf = <M extends Message>(message: M): Frame<M> => ({
  message,
  text: JSON.stringify(message),
});

export const request = (id: Id, method: string, params?: JsonObject): Frame<Request> =>
  frameOf({ jsonrpc: "2.0", id, method, ...(params === undefined ? {} : { params }) });

export const notification = (method: string, params?: JsonObject): Frame<Notification> =>
  frameOf({ jsonrpc: "2.0", method, ...(params === undefined ? {} : { params }) });

export const resultReply = (id: Id, result: JsonObject): Frame<Reply> =>
  frameOf({ jsonrpc: "2.0", id, result });

export const errorReply = (id: Id | null, error: RpcError): Frame<Reply> =>
  frameOf({ jsonrpc: "2.0", id, error });

/**
 * The frames in a JSON text: one, or those of an array (batches of 2025-03-26). Undefined when it is not JSON-RPC. In
 * valid JSON a line end can only stand between tokens, so replacing it keeps the value.
 */
export const framesOf = (text: string): readonly Frame[] | undefined => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (isMessage(value)) return [{ message: value, text: text.replaceAll(/[\r\n]+/g, " ") }];
  if (Array.isArray(value) && value.length > 0 && value.every(isMessage)) return value.map(frameOf);
  return undefined;
};
