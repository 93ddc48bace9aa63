import type { EventPage, EventQuery } from "@jackfield/contract";

/** What a receiver hands to the log. */
export type NewEvent = {
  /** Which event it is: `messageDelivered`. At most 200 characters. */
  readonly name: string;
  /** Any JSON value. */
  readonly data: unknown;
  /** The same as JSON, where somebody has written it already. */
  readonly text?: string;
  /** Names the delivery, so that a webhook that is sent twice is stored once. Remembered as long as the event. */
  readonly key?: string;
};

/** A query with its limit decided, from 1 to 1,000. */
export type Query = EventQuery & { readonly limit: number };

/** Bounds of the log of one tenant. The oldest events go first. */
export type Limits = {
  readonly maxEvents: number;
  /** Of names and data as JSON, in UTF-8. */
  readonly maxBytes: number;
  readonly ttlMilliseconds: number;
};

export const defaultLimits: Limits = {
  maxEvents: 10_000,
  maxBytes: 64 * 1024 * 1024,
  ttlMilliseconds: 24 * 3_600_000,
};

/**
 * A log of events and the replies to live webhooks, separate for each tenant. Every method may be called by many at
 * once. What `append` and `reply` have resolved survives a kill of the process, except in memory. A store that cannot
 * be reached rejects with `StoreUnavailable`; nothing is half done then.
 */
export type EventStore = {
  /** Stores an event, unless one with its key is there already: then it gives the cursor of that one. */
  append(tenant: string, event: NewEvent): Promise<{ readonly cursor: string; readonly duplicate: boolean }>;
  read(tenant: string, query: Query): Promise<EventPage>;
  /** Resolves when an event after the cursor is there, or when the signal aborts. */
  changed(tenant: string, after: string, signal: AbortSignal): Promise<void>;
  /** The first reply to a key wins. It is kept as long as an event. */
  reply(tenant: string, key: string, text: string): Promise<"accepted" | "conflict">;
  replyTo(tenant: string, key: string): Promise<string | undefined>;
  close(): Promise<void>;
};

/** The store cannot be reached, or belongs to another process. The message is one line for an operator. */
export class StoreUnavailable extends Error {
  override readonly name = "StoreUnavailable";
}

/** The event alone is larger than the whole log may be. */
export class EventTooLarge extends Error {
  override readonly name = "EventTooLarge";
}

/** Milliseconds since 1970. Tests bring their own. */
export type Now = () => number;

/** Bytes of an event, as the limits count them. */
export const sizeOf = (name: string, data: string): number =>
  Buffer.byteLength(name) + Buffer.byteLength(data);

/** The data of an event as JSON text; throws when it alone is more than the log may hold. */
export const textOf = (event: NewEvent, { maxBytes }: Limits): string => {
  const { name, data, text = JSON.stringify(data ?? null) } = event;
  const size = sizeOf(name, text);
  if (size > maxBytes) throw new EventTooLarge(`the event ${name} has ${size} bytes, more than ${maxBytes}`);
  return text;
};

/** Why Redis did not do what it should. Of its own words only the first counts: the rest may repeat what it was sent. */
export const redisReason = (error: unknown): string => {
  // The client's own words are about its options.
  if (error instanceof Error && error.name === "MaxRetriesPerRequestError") return "there is no connection";
  const message = (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
  const isReply = error instanceof Error && error.name === "ReplyError";
  return isReply
    ? `it refuses (${/^[A-Z]{2,20}\b/.exec(message)?.[0] ?? "no reason"})`
    : message.replace(/\.+$/, "");
};
