import { isRecord, type ToolResult } from "@jackfield/contract";
import {
  CLIENT_CAPABILITIES_META_KEY,
  CLIENT_INFO_META_KEY,
  type ClientCapabilities,
  type JSONRPCRequest,
  PROTOCOL_VERSION_META_KEY,
  SERVER_INFO_META_KEY,
} from "@modelcontextprotocol/server";
import { gone, type HttpAnswer, statelessRevision } from "./call-channel.js";

/** Headers of a request that each came once, by their names in lower case. */
export type OwnHeaders = { get(name: string): string | undefined };

/** A call that asks for nothing but its result. */
export type PlainCall = {
  readonly id: string | number;
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly capabilities: ClientCapabilities | undefined;
};

const envelopeKeys: ReadonlySet<string> = new Set([
  PROTOCOL_VERSION_META_KEY,
  CLIENT_INFO_META_KEY,
  CLIENT_CAPABILITIES_META_KEY,
]);

const mostEnvelopes = 1_000;
const longestEnvelope = 4_096;

const hasOnly = (value: object, keys: ReadonlySet<string>): boolean => {
  for (const key of Object.keys(value)) if (!keys.has(key)) return false;
  return true;
};

const messageKeys: ReadonlySet<string> = new Set(["jsonrpc", "id", "method", "params"]);
const paramKeys: ReadonlySet<string> = new Set(["name", "arguments", "_meta"]);

/**
 * Knows plain calls among requests. The envelope of a client is the same in all its calls, and the SDK takes long to check it: one
 * that it found in order once is known by its text from then on.
 */
export const createPlainCalls = () => {
  const envelopes = new Set<string>();
  /** Ends the calls under way. */
  const endings = new Set<() => void>();
  return {
    /** Remembers the envelope of a call that the SDK found in order. */
    learn({ params }: JSONRPCRequest): void {
      const meta = params?._meta;
      if (meta === undefined || !hasOnly(meta, envelopeKeys)) return;
      const text = JSON.stringify(meta);
      if (text.length > longestEnvelope) return;
      envelopes.add(text);
      const [oldest] = envelopes;
      if (envelopes.size > mostEnvelopes && oldest !== undefined) envelopes.delete(oldest);
    },
    /** The plain call that a body is beyond doubt, whose headers are all there and literally agree with it. */
    find(headers: OwnHeaders, body: unknown): PlainCall | undefined {
      if (!isRecord(body) || body.method !== "tools/call" || body.jsonrpc !== "2.0") return undefined;
      const { id, params } = body;
      if (typeof id !== "string" && !Number.isSafeInteger(id)) return undefined;
      if (!isRecord(params) || !hasOnly(body, messageKeys) || !hasOnly(params, paramKeys)) return undefined;
      const { name, arguments: args = {}, _meta: meta } = params;
      // The SDK's schemas leave out a member of the name `__proto__`.
      if (typeof name !== "string" || !isRecord(args) || Object.hasOwn(args, "__proto__")) return undefined;
      if (!isRecord(meta) || meta[PROTOCOL_VERSION_META_KEY] !== statelessRevision) return undefined;
      const agrees =
        headers.get("mcp-name") === name &&
        headers.get("mcp-method") === "tools/call" &&
        headers.get("mcp-protocol-version") === statelessRevision;
      // The header may be in base64, marked by `=?`.
      if (!agrees || name.startsWith("=?")) return undefined;
      if (!hasOnly(meta, envelopeKeys) || !envelopes.has(JSON.stringify(meta))) return undefined;
      const capabilities = meta[CLIENT_CAPABILITIES_META_KEY] as ClientCapabilities | undefined; // checked with the envelope
      return { id: id as string | number, name, args, capabilities };
    },
    /** Answers with what `work` gives, unless the client goes or the server closes before: then the signal of `work` is aborted. */
    run(work: (signal: AbortSignal) => Promise<HttpAnswer>, whenGone: (gone: () => void) => void) {
      return new Promise<HttpAnswer>((answer, fail) => {
        const controller = new AbortController();
        const end = (): void => {
          if (!endings.delete(end)) return;
          controller.abort();
          answer(gone());
        };
        endings.add(end);
        whenGone(end);
        if (!endings.has(end)) return;
        work(controller.signal)
          .finally(() => endings.delete(end))
          .then(answer, fail);
      });
    },
    close(): void {
      for (const end of endings) end();
    },
  };
};

const isText = (block: unknown): boolean =>
  isRecord(block) &&
  block.type === "text" &&
  typeof block.text === "string" &&
  Object.keys(block).length === 2;

const resultKeys: ReadonlySet<string> = new Set(["content", "structuredContent", "isError"]);

/** Whether a result is nothing but text and structured content, so that there is nothing for the SDK to check. */
const isPlainResult = (result: object): result is ToolResult => {
  const { content, structuredContent, isError }: Partial<Record<keyof ToolResult, unknown>> = result;
  return (
    Array.isArray(content) &&
    content.every(isText) &&
    (structuredContent === undefined || isRecord(structuredContent)) &&
    (isError === undefined || typeof isError === "boolean") &&
    hasOnly(result, resultKeys)
  );
};

/** What a plain result is answered with, as the SDK would write it; undefined for any other. */
export const plainAnswer = (
  id: string | number,
  result: object,
  serverInfo: object,
): HttpAnswer | undefined => {
  if (!isPlainResult(result)) return undefined;
  const { content, structuredContent, isError } = result;
  const _meta = { [SERVER_INFO_META_KEY]: serverInfo };
  const sent = { content, structuredContent, isError, resultType: "complete", _meta };
  return { json: JSON.stringify({ result: sent, jsonrpc: "2.0", id }) };
};
