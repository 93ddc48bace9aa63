import type { Limits } from "../config/index.js";
import type { Json } from "../document/json.js";
import type { Position } from "../report/index.js";
import { type Io, type Location, type ReadBytes, readLocal, readStream } from "./bytes.js";
import { fetchBytes } from "./fetch.js";
import { locator, parse } from "./parse.js";
import { processIo } from "./read.js";
import { locationKey, shownLocation } from "./refs.js";
import { decode, faultText } from "./text.js";

/** A document that another one refers to, or why there is none. */
export type ExternalDocument =
  | { readonly ok: true; readonly value: Json; locate(pointer: string): Position }
  | {
      readonly ok: false;
      readonly reason: string;
      /** It was not even tried: the spec takes more than a run may read. */
      readonly beyond?: true;
    };

/** A spec may be in any number of files, but all of them together may take only so much. */
const total = {
  /** Times `limits.maxBytes`. */
  bytes: 4,
  /** Times `limits.timeoutMs`. */
  time: 30,
};

/** Files that are read at the same time. */
const together = 16;

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

/** What bundling one spec has spent. */
export type Spent = { bytes: number; milliseconds: number };

/** Reads and parses a document that is not a source of its own. */
export const readDocument = async (location: Location, options: ReadOptions): Promise<ExternalDocument> =>
  (await readMeasured(location, options)).document;

const readMeasured = async (
  location: Location,
  options: ReadOptions,
): Promise<{ readonly document: ExternalDocument; readonly bytes: number }> => {
  const answer = await readLocation(location, options);
  if (!answer.ok) return { document: { ok: false, reason: answer.failure.reason }, bytes: 0 };
  const bytes = answer.bytes.length;
  const decoded = decode(answer.bytes);
  if (!decoded.ok) return { document: { ok: false, reason: `it is not text: ${decoded.content}` }, bytes };
  const parsed = parse(decoded.text, shownLocation(location));
  if (!parsed.ok)
    return { document: { ok: false, reason: faultText(parsed.faults[0], decoded.text) }, bytes };
  return { document: { ok: true, value: parsed.value, locate: locator(() => decoded.text) }, bytes };
};

/** Why no more is read; undefined while there is room. */
const exhausted = (spent: Spent, limits: Limits): string | undefined => {
  if (spent.bytes > limits.maxBytes * total.bytes)
    return `the files of the spec exceed ${limits.maxBytes * total.bytes} bytes`;
  const longest = limits.timeoutMs * total.time;
  return spent.milliseconds > longest ? `its files did not arrive within ${longest / 1_000} s` : undefined;
};

/** Reads what is missing, in the order of first mention, so that reports do not depend on luck. */
export const readDocuments = async (
  missing: ReadonlyMap<string, Location>,
  documents: Map<string, ExternalDocument>,
  options: {
    readonly limits: Limits;
    readonly within: readonly string[];
    readonly io: Io;
    readonly spent: Spent;
  },
): Promise<void> => {
  const { limits, io, spent } = options;
  const waiting = [...missing];
  for (let first = 0; first < waiting.length; first += together) {
    const batch = waiting.slice(first, first + together);
    const reason = exhausted(spent, limits);
    const begun = performance.now();
    const answers =
      reason === undefined ? await Promise.all(batch.map(([, place]) => readMeasured(place, options))) : [];
    spent.milliseconds += performance.now() - begun;
    for (const [index, [key]] of batch.entries()) {
      const answer = answers[index];
      spent.bytes += answer?.bytes ?? 0;
      documents.set(key, answer?.document ?? { ok: false, reason: reason ?? "", beyond: true });
    }
    io.progress?.(`load ${documents.size} files`);
  }
};
