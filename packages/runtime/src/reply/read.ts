import { essence, isJson } from "../request/media-type.js";
import { decodeText, isText } from "./charset.js";
import { decompress } from "./decompress.js";
import { parseJson } from "./json.js";
import { headerOf, type Links, linksOf, type ReplyHeaders } from "./links.js";

export type ReplyLimits = {
  /** Decoded bytes that are read at most. */
  readonly maxBytes: number;
  /** Bytes of text (UTF-8) that a model gets at most. */
  readonly maxText: number;
};

export const defaultLimits: ReplyLimits = { maxBytes: 10_000_000, maxText: 65_536 };

/** A reply as it comes from the socket. Header names are lower case, the body is still compressed. */
export type RawReply = {
  readonly status: number;
  readonly headers: ReplyHeaders;
  readonly body: AsyncIterable<Uint8Array>;
};

export type DecodedBody =
  | { readonly kind: "empty" }
  /** `text` is the JSON as it came, `value` the same parsed, with integers beyond 2^53 as strings. */
  | { readonly kind: "json"; readonly text: string; readonly value: unknown }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "bytes"; readonly bytes: Uint8Array };

export type ReadReply = {
  readonly status: number;
  /** Type and subtype in lower case, empty when the reply has none. */
  readonly mediaType: string;
  readonly body: DecodedBody;
  /** Decoded bytes that were read. */
  readonly size: number;
  /** Reading stopped at `maxBytes`: the body holds only its beginning, enough for an error's details. */
  readonly tooLarge: boolean;
  readonly links: Links;
};

/**
 * Reads and decodes a reply of any status, never more than `maxBytes` of it; the source is ended in every case.
 * @throws ReplyError when the content encoding cannot be undone; failures of the source come through as they are.
 */
export const readReply = async (raw: RawReply, limits: ReplyLimits): Promise<ReadReply> => {
  const contentType = headerOf(raw.headers, "content-type");
  const { bytes, size, tooLarge } = await readBytes(raw, limits);
  const mediaType = essence(contentType);
  const body = decodeBody(bytes, contentType);
  return { status: raw.status, mediaType, body, size, tooLarge, links: linksOf(raw.headers) };
};

const readBytes = async (raw: RawReply, { maxBytes, maxText }: ReplyLimits) => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of decompress(raw.body, headerOf(raw.headers, "content-encoding"))) {
    size += chunk.length;
    chunks.push(chunk);
    if (size > maxBytes) {
      return { bytes: Buffer.concat(chunks).subarray(0, maxText), size, tooLarge: true };
    }
  }
  return { bytes: Buffer.concat(chunks), size, tooLarge: false };
};

const decodeBody = (bytes: Uint8Array, contentType: string): DecodedBody => {
  if (bytes.length === 0) return { kind: "empty" };
  const type = essence(contentType);
  const textual = isTextual(type) || (type === "" && isText(bytes));
  if (!textual) return { kind: "bytes", bytes };
  const text = decodeText(bytes, contentType);
  // JSON under a wrong name is recognised by its brackets: a bare word or number may well be meant as text.
  const parsed = isJson(type) || (mislabels.has(type) && /^\s*[[{]/.test(text)) ? parseJson(text) : undefined;
  return parsed === undefined ? { kind: "text", text } : { kind: "json", text, value: parsed.value };
};

/** The types under which servers send JSON by mistake. */
const mislabels = new Set(["", "text/plain", "text/html"]);

/** Text by its type. SVG is XML: no model sees it as a picture. */
const isTextual = (type: string): boolean =>
  isJson(type) ||
  /^text\/|[/+]xml$|[/+]yaml$/.test(type) ||
  /^application\/(?:javascript|ecmascript|x-yaml|toml|graphql|sql|x-ndjson|ndjson|jsonl|x-jsonlines|json-seq|x-www-form-urlencoded|xml-dtd|jwt)$/.test(
    type,
  );
