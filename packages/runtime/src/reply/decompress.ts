import { pipeline, Readable, type Transform } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from "node:zlib";
import { isText } from "./charset.js";

/** What this runtime can undo, as the value of an Accept-Encoding header. */
export const acceptEncoding = "gzip, deflate, br";

/** A reply that cannot be read: its encoding is unknown, stacked too high or broken. The API's fault. */
export class ReplyError extends Error {
  override readonly name = "ReplyError";
}

/** Servers stack one coding, a proxy perhaps another; longer chains only serve attacks. */
const maxCodings = 2;

/**
 * Undoes the codings of a Content-Encoding header (RFC 9110 section 8.4), chunk by chunk, with back-pressure.
 * Leaving the loop early ends the source too. An empty body is empty whatever the header says (HEAD, 304).
 */
export const decompress = (
  body: AsyncIterable<Uint8Array>,
  contentEncoding: string,
): AsyncIterable<Uint8Array> => {
  const codings = contentEncoding
    .split(",")
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== "" && coding !== "identity")
    .reverse();
  return codings.length === 0 ? body : decoded(body, codings, contentEncoding);
};

const decoded = async function* (
  body: AsyncIterable<Uint8Array>,
  codings: readonly string[],
  contentEncoding: string,
): AsyncGenerator<Uint8Array> {
  const source = body[Symbol.asyncIterator]();
  try {
    if (codings.length > maxCodings)
      throw new ReplyError(`the reply has ${codings.length} content encodings`);
    const first = await firstBytes(source);
    if (first === undefined) return;
    yield* possible(codings, first)
      .map((coding) => decoder(coding, first))
      .reduce<Readable>(
        (from, stage) => pipeline(from, stage, () => undefined),
        Readable.from(rest(first, source)),
      );
  } catch (error) {
    throw isCodingError(error)
      ? new ReplyError(`the "${contentEncoding}" coding of the reply is broken`)
      : error;
  } finally {
    // Not awaited: a source that stalls must not hold up a reader that has enough.
    source.return?.().catch(() => undefined);
  }
};

const firstBytes = async (source: AsyncIterator<Uint8Array>): Promise<Uint8Array | undefined> => {
  for (;;) {
    const next = await source.next();
    if (next.done) return undefined;
    if (next.value.length > 0) return next.value;
  }
};

const rest = async function* (first: Uint8Array, source: AsyncIterator<Uint8Array>) {
  yield first;
  for (let next = await source.next(); !next.done; next = await source.next()) yield next.value;
};

const compression = /^(?:x-)?(?:gzip|compress)$|^(?:deflate|br|zstd)$/;

/**
 * The codings that there can be: servers also name what is none, such as a charset or what is left of an upload. Text is
 * not coded, whatever they say.
 */
const possible = (codings: readonly string[], start: Uint8Array): readonly string[] => {
  const known = codings.filter((coding) => compression.test(coding));
  const isPlain = known.length === 0 && isText(start.subarray(0, 1024).filter((byte) => byte < 0x80));
  return known.length > 0 || isPlain ? known : codings;
};

const decoder = (coding: string, start: Uint8Array): Transform => {
  switch (coding) {
    case "gzip":
    case "x-gzip":
      return createGunzip();
    case "deflate":
      // RFC 9110 section 8.4.1.2: some servers send deflate without its zlib wrapper, whose first half-byte is 8.
      return ((start[0] ?? 8) & 0x0f) === 8 ? createInflate() : createInflateRaw();
    case "br":
      return createBrotliDecompress();
    default:
      throw new ReplyError(`the reply is encoded with "${coding}", which this server does not support`);
  }
};

/** The codes of zlib (`Z_DATA_ERROR`) and of brotli (`ERR__ERROR_FORMAT_…`); failures of the network have others. */
const isCodingError = (error: unknown): boolean =>
  error instanceof Error && "code" in error && /^(?:Z_|ERR__)/.test(String(error.code));
