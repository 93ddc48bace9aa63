/** A request the simulator received. Credentials are not kept, only the scheme that was used. */
export type RecordedRequest = {
  readonly time: string;
  readonly method: string;
  /** As it came, still percent-encoded, without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Names in lower case; `authorization` holds the scheme alone. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

export type AnsweredRequest = RecordedRequest & { readonly status: number };

/** A webhook attempt of the simulator, one record per attempt. */
export type RecordedWebhook = {
  readonly time: string;
  readonly method: string;
  readonly url: string;
  /** The `eventType` of a call's event, the `type` of a message's. */
  readonly event: string;
  readonly body: unknown;
  readonly outcome: { readonly status: number } | { readonly failure: string };
};

/** A list that forgets its oldest entries. */
export type Log<T> = { readonly entries: readonly T[]; readonly add: (entry: T) => void };

export function createLog<T>(limit: number): Log<T> {
  const entries: T[] = [];
  return {
    entries,
    add(entry) {
      entries.push(entry);
      if (entries.length > limit) entries.shift();
    },
  };
}
