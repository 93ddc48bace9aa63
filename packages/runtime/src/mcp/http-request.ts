import { isRecord } from "@jackfield/contract";
import {
  DEFAULT_MAX_REQUEST_BODY_SIZE,
  hostHeaderValidationResponse,
  isJsonContentType,
  originValidationResponse,
  ProtocolErrorCode,
  readRequestBody,
  validateHostHeader,
} from "@modelcontextprotocol/server";
import { parseMessage, withoutNullArguments } from "./message.js";
import type { OwnHeaders } from "./plain-call.js";
import { rpcError } from "./server.js";

/** Reads the body of a request, up to so many bytes. */
type ReadBody = (
  mostBytes: number,
) => Promise<{ readonly tooLarge: true } | { readonly tooLarge: false; readonly text: string }>;

/** What a server knows of a request more directly than the request itself does. */
export type RequestSource = {
  readonly read: ReadBody;
  /** The headers, where they are at hand and each came once. */
  readonly headers: OwnHeaders | undefined;
  /** Calls `gone` when the client is no longer there, at once if it is not there already. */
  whenGone(gone: () => void): void;
};

const ownHeaders = ({ headers }: Request): OwnHeaders => ({ get: (name) => headers.get(name) ?? undefined });

/** The source of a request of which nothing else is known. */
export const ownSource = (request: Request): RequestSource => ({
  headers: ownHeaders(request),
  read: (mostBytes) => readRequestBody(request, mostBytes),
  whenGone(gone) {
    if (request.signal.aborted) gone();
    else request.signal.addEventListener("abort", gone, { once: true });
  },
});

/** The refusal of a request that is for another host or comes from a page of another site (DNS rebinding). */
export const foreignTo = (
  hosts: string[],
  request: Request,
  headers = ownHeaders(request),
): Response | undefined => {
  const ofHost = validateHostHeader(headers.get("host"), hosts);
  if (!ofHost.ok) return hostHeaderValidationResponse(request, hosts);
  return headers.get("origin") === undefined ? undefined : originValidationResponse(request, hosts);
};

/** Names of the tools that a message or a batch calls. */
export const toolsIn = (body: unknown): readonly string[] =>
  (Array.isArray(body) ? body : [body]).flatMap((message) => {
    if (!isRecord(message) || message.method !== "tools/call" || !isRecord(message.params)) return [];
    return typeof message.params.name === "string" ? [message.params.name] : [];
  });

/** The JSON body of a POST; undefined for other methods; a response when there is none. */
export const bodyOf = async (
  request: Request,
  { headers = ownHeaders(request), read }: RequestSource,
): Promise<unknown> => {
  if (request.method !== "POST") return undefined;
  if (!isJsonContentType(headers.get("content-type") ?? null))
    return rpcError(415, ProtocolErrorCode.InvalidRequest, "Content-Type must be application/json");
  const body = await read(DEFAULT_MAX_REQUEST_BODY_SIZE);
  if (body.tooLarge) return rpcError(413, ProtocolErrorCode.InvalidRequest, "The request body is too large");
  try {
    return withoutNullArguments(parseMessage(body.text));
  } catch {
    return rpcError(400, ProtocolErrorCode.ParseError, "Parse error: the body is not JSON");
  }
};
