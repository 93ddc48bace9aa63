import type { Limits } from "../config/index.js";
import type { Json } from "../document/json.js";
import type { Position } from "../report/index.js";
import { type Io, type Location, type ReadBytes, readLocal, readStream } from "./bytes.js";
import { faultText } from "./faults.js";
import { fetchBytes } from "./fetch.js";
import { locator, parse } from "./parse.js";
import { processIo } from "./read.js";
import { locationKey, shownLocation } from "./refs.js";
import { decode } from "./text.js";

/** A document that another one refers to, or why there is none. */
export type ExternalDocument =
  | { readonly ok: true; readonly value: Json; locate(pointer: string): Position }
  | { readonly ok: false; readonly reason: string };

/** The documents that were read while bundling one description, by their key. */
export type Documents = ReadonlyMap<string, ExternalDocument>;

/** One description that pulls in more files than this is refused the rest. */
const maxDocuments = 500;

type ReadOptions = {
  readonly limits: Limits;
  readonly within?: readonly string[] | undefined;
  readonly io?: Io;
};

const readLocation = (
  location: Location,
  { limits, within, io = processIo() }: ReadOptions,
): Promise<ReadBytes> => {
  switch (location.kind) {
    case "file":
      return readLocal(location.path, { maxBytes: limits.maxBytes, ...(within && { within }) });
    case "stdin":
      return readStream(io.stdin, limits.maxBytes);
    case "url":
      return fetchBytes(locationKey(location), limits, io);
  }
};

/** Reads and parses a document that is not a source of its own. */
export const readDocument = async (location: Location, options: ReadOptions): Promise<ExternalDocument> => {
  const answer = await readLocation(location, options);
  if (!answer.ok) return { ok: false, reason: answer.failure.reason };
  const decoded = decode(answer.bytes);
  if (!decoded.ok) return { ok: false, reason: `it is not text: ${decoded.content}` };
  const parsed = parse(decoded.text, shownLocation(location));
  if (!parsed.ok) return { ok: false, reason: faultText(parsed.faults[0], decoded.text) };
  return { ok: true, value: parsed.value, locate: locator(decoded.text) };
};

/** Reads what is missing, one after the other in the order of first mention, so that reports do not depend on luck. */
export const readDocuments = async (
  missing: ReadonlyMap<string, Location>,
  documents: Map<string, ExternalDocument>,
  options: { readonly limits: Limits; readonly within: readonly string[]; readonly io: Io },
): Promise<void> => {
  for (const [key, location] of missing) {
    const full = documents.size >= maxDocuments;
    const reason = `more than ${maxDocuments} files belong to the document`;
    documents.set(key, full ? { ok: false, reason } : await readDocument(location, options));
  }
};
