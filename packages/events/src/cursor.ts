import { randomBytes } from "node:crypto";
import type { Query } from "./store.js";

/**
 * A place in the log of one tenant. `epoch` names the log: it changes when a log begins again, so that a cursor of a
 * lost log is noticed. `position` counts the events of the log from 1; 0 is before the first one.
 */
type Cursor = { readonly epoch: string; readonly position: number };

export const newEpoch = (): string => randomBytes(6).toString("base64url");

export const printCursor = ({ epoch, position }: Cursor): string => `${epoch}.${position}`;

/** Undefined for a text that is not a cursor. */
const parseCursor = (text: string): Cursor | undefined => {
  const [, epoch, position] = /^([\w-]{1,32})\.(\d{1,15})$/.exec(text) ?? [];
  return epoch === undefined ? undefined : { epoch, position: Number(position) };
};

/** The events that a log has: those after `gone`, up to `last`. */
type Extent = { readonly epoch: string; readonly gone: number; readonly last: number };

/**
 * Where a reader goes on in a log that still has the events after `gone`: the position of the last event it has, and
 * whether events in between are gone. A cursor of another log, or of no log, starts at the beginning.
 */
export const startOf = (
  after: string | undefined,
  { epoch, gone, last }: Extent,
): { readonly position: number; readonly missed: boolean } => {
  if (after === undefined) return { position: gone, missed: false };
  const cursor = parseCursor(after);
  const isOurs = cursor !== undefined && cursor.epoch === epoch && cursor.position <= last;
  if (!isOurs) return { position: gone, missed: true };
  return { position: Math.max(gone, cursor.position), missed: cursor.position < gone };
};

/** Where a query begins: the same, or so far before the end as it asks for. */
export const beginOf = (
  { after, newest, limit }: Pick<Query, "after" | "newest" | "limit">,
  log: Extent,
): ReturnType<typeof startOf> =>
  newest ? { position: Math.max(log.gone, log.last - limit), missed: false } : startOf(after, log);
