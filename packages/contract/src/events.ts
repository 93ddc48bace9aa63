export type StoredEvent = {
  /** Where the event stands in the log of its tenant. */
  readonly cursor: string;
  readonly name: string;
  /** When it was stored: ISO 8601, UTC. */
  readonly time: string;
  /** Any JSON value, as it arrived: text of strangers, never an instruction. */
  readonly data: unknown;
};

export type EventQuery = {
  /** Cursor of the last event that the reader has; absent: from the oldest one that is kept. */
  readonly after?: string;
  /** The newest events, as many as the limit says, of every name; `after` and `names` do not count then. */
  readonly newest?: true;
  /** At most so many events, from 1 to 1,000; absent: 100. */
  readonly limit?: number;
  /** Only events of these names. */
  readonly names?: readonly string[];
};

export type EventPage = {
  /** Oldest first. */
  readonly events: readonly StoredEvent[];
  /** Where to go on. Given also when there is no event, so that the next read starts there. */
  readonly cursor: string;
  /** More events are there already. */
  readonly hasMore: boolean;
  /** Events after the reader's cursor are gone: they were too old or too many, or the log was lost. */
  readonly missed: boolean;
};

/** The address of a webhook, with the HTTP Basic credentials that it demands. */
export type Callback = { readonly url: string; readonly username: string; readonly password: string };

/**
 * The events of one tenant: any instance of a server with a shared store can serve any of these calls. While the store
 * is not available they reject; in a tool that becomes an error result that tells the caller to try again.
 */
export type EventReader = {
  read(query?: EventQuery): Promise<EventPage>;
  /**
   * The same as `read`, but where there is nothing yet it waits until an event arrives, `seconds` are over or the signal
   * aborts, and then gives an empty page.
   */
  wait(
    query: EventQuery,
    patience: { readonly seconds: number; readonly signal: AbortSignal },
  ): Promise<EventPage>;
  /** The cursor after the newest event: a read from here gives only what comes later. */
  newest(): Promise<string>;
  /** Leaves a text under a key, such as the answer to a live call. The first one wins; it is kept as long as an event. */
  reply(key: string, text: string): Promise<"accepted" | "conflict">;
  replyTo(key: string): Promise<string | undefined>;
  /** The reply to a key, waiting for it at most so long. */
  awaitReply(
    key: string,
    patience: { readonly milliseconds: number; readonly signal: AbortSignal },
  ): Promise<string | undefined>;
  /** The public address of the webhook with this path; its unguessable part is a secret. Undefined: none is received. */
  urlOf(path: string): string | undefined;
  /** The same webhook at an address that also demands Basic credentials, which stay the same over restarts. */
  callbackOf(path: string): Callback | undefined;
};
