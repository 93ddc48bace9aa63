import { essence, isJson, isMediaType, isTextual, type StreamKind, streamKindOf } from "@jackfield/contract";
import { withPauses } from "../steps.js";
import { decodeText, isText, streamDecoder } from "./charset.js";
import { decompress } from "./decompress.js";
import { parseSteps } from "./json.js";
import { headerOf, type Links, linksOf, type ReplyHeaders } from "./links.js";
import { collectStream, defaultStreamLimits, type StreamLimits } from "./stream.js";

export type ReplyLimits = {
  /** Decoded bytes that are read at most. */
  readonly maxBytes: number;
  /** Bytes of text (UTF-8) that a model gets at most; what is said about it comes on top, and is short. */
  readonly maxText: number;
  /** For event streams and JSON lines. */
  readonly stream?: Partial<StreamLimits>;
};

export const defaultLimits: ReplyLimits = { maxBytes: 10_000_000, maxText: 35_000 };

/** A reply as it comes from the socket. Header names are lower case, the body is still compressed. */
export type RawReply = {
  readonly status: number;
  readonly headers: ReplyHeaders;
  readonly body: AsyncIterable<Uint8Array>;
};

export type DecodedBody =
  | { readonly kind: "empty" }
  /**
   * `text` is the JSON as it came, `value` the same parsed, with integers beyond 2^53 as strings. A stream is
   * `{items, ended}`.
   */
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
  /** Why a stream was not read to its end. */
  readonly stopped?: string;
  readonly links: Links;
  readonly headers: ReplyHeaders;
};

/**
 * Reads and decodes a reply of any status, never more than `maxBytes` of it; the source is ended in every case.
 * A stream is read for a part of `left` milliseconds at most, so that what came is not lost to the deadline.
 * @throws ReplyError when the content encoding cannot be undone; failures of the source come through as they are.
 */
export const readReply = async (
  raw: RawReply,
  limits: ReplyLimits,
  left = Number.POSITIVE_INFINITY,
): Promise<ReadReply> => {
  const contentType = headerOf(raw.headers, "content-type");
  const { status, headers } = raw;
  const mediaType = typeOf(contentType);
  const links = linksOf(headers);
  const kind = streamKindOf(contentType);
  if (kind !== undefined)
    return { status, headers, mediaType, links, ...(await readStream(raw, kind, limits, left)) };
  const coded = await readBytes(raw.body, headerOf(headers, "content-encoding"), limits);
  const { bytes, size, tooLarge } = isUnzipped(coded, mediaType) ? coded : await unzipped(coded, limits);
  return { status, headers, mediaType, links, body: await decodeBody(bytes, contentType), size, tooLarge };
};

/** The type of a reply; empty where what the server says is none. Headers that were joined have the same one several times. */
const typeOf = (contentType: string): string => {
  const type = essence(contentType.split(",", 1)[0] ?? "");
  return isMediaType(type) ? type : "";
};

const readStream = async (raw: RawReply, kind: StreamKind, limits: ReplyLimits, left: number) => {
  const { maxBytes } = limits;
  const source = decompress(raw.body, headerOf(raw.headers, "content-encoding"));
  const bounds = { ...defaultStreamLimits, ...limits.stream, maxBytes, left };
  const decoder = streamDecoder(kind === "events" ? "" : headerOf(raw.headers, "content-type"));
  const { items, ended, stopped, size } = await collectStream(source, { kind, decoder }, bounds);
  const value = { items, ended };
  const body: DecodedBody =
    size === 0 && ended ? { kind: "empty" } : { kind: "json", text: JSON.stringify(value), value };
  return { body, size, tooLarge: false, ...(stopped !== undefined && { stopped }) };
};

/** Read beyond what is shown of a reply that is too large, so that no secret is cut before it can be hidden. */
const overlap = 16_384;

type Bytes = { readonly bytes: Uint8Array; readonly size: number; readonly tooLarge: boolean };

const readBytes = async (
  body: AsyncIterable<Uint8Array>,
  contentEncoding: string,
  { maxBytes, maxText }: ReplyLimits,
): Promise<Bytes> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of decompress(body, contentEncoding)) {
    size += chunk.length;
    chunks.push(chunk);
    if (size > maxBytes) {
      return { bytes: Buffer.concat(chunks).subarray(0, maxText + overlap), size, tooLarge: true };
    }
  }
  const [only] = chunks;
  const bytes = chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks);
  return { bytes, size, tooLarge: false };
};

/** Some servers compress text and do not say so; no text begins like gzip (RFC 1952 section 2.3.1). */
const isUnzipped = ({ bytes, tooLarge }: Bytes, mediaType: string): boolean =>
  tooLarge || bytes[0] !== 0x1f || bytes[1] !== 0x8b || bytes[2] !== 8 || !isTextual(mediaType);

const unzipped = async (coded: Bytes, limits: ReplyLimits): Promise<Bytes> => {
  const { bytes } = coded;
  const source = (async function* () {
    yield bytes;
  })();
  return readBytes(source, "gzip", limits).catch(() => coded);
};

const decodeBody = async (bytes: Uint8Array, contentType: string): Promise<DecodedBody> => {
  if (bytes.length === 0) return { kind: "empty" };
  const type = typeOf(contentType);
  const textual = isTextual(type) || (mayBeText(type) && isText(bytes));
  if (!textual) return { kind: "bytes", bytes };
  const text = decodeText(bytes, contentType);
  // JSON under a wrong name is recognized by its brackets: a bare word or number may well be meant as text.
  const mayBeJson = isJson(type) || (mislabels.test(type) && /^\s*[[{]/.test(text));
  const parsed = mayBeJson ? await withPauses(parseSteps(text)) : undefined;
  if (parsed !== undefined) return { kind: "json", text, value: parsed.value };
  return type === unnamed ? { kind: "bytes", bytes } : { kind: "text", text };
};

/** What servers say of bytes that they know nothing of. */
const unnamed = "application/octet-stream";

/** Types that leave open whether the bytes are text. */
const mayBeText = (type: string): boolean => type === "" || type === unnamed || /^multipart\//.test(type);

/** The types under which servers send JSON by mistake. */
const mislabels =
  /^(?:text\/(?:plain|html|xml|(?:x-)?(?:java|ecma)script)|application\/(?:xml|octet-stream|(?:x-)?javascript))?$/;
