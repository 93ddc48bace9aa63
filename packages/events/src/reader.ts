import { setTimeout as delay } from "node:timers/promises";
import type { EventReader } from "@jackfield/contract";
import type { Addresses } from "./addresses.js";
import type { EventStore } from "./store.js";

export type ReaderOptions = {
  readonly store: EventStore;
  readonly tenant: string;
  /** Where webhooks arrive, without a slash at its end; absent: nowhere. */
  readonly base?: (() => string | undefined) | undefined;
  readonly addresses?: Addresses | undefined;
};

/** Between two looks for a reply, which may come from another instance. */
const lookAgainMilliseconds = 200;

const most = (limit: number | undefined): number => Math.min(1_000, Math.max(1, Math.trunc(limit ?? 100)));

/** The events of one tenant, as tools and webhooks see them. */
export const eventReader = ({ store, tenant, base, addresses }: ReaderOptions): EventReader => {
  const addressOf = (path: string, guarded: boolean): string | undefined => {
    const start = base?.();
    if (start === undefined || addresses === undefined) return undefined;
    return `${start}/${addresses.tokenOf({ tenant, guarded })}/${path}`;
  };
  const read: EventReader["read"] = (query = {}) =>
    store.read(tenant, { ...query, limit: most(query.limit) });
  return {
    read,
    async wait(query, { seconds, signal }) {
      const stop = AbortSignal.any([signal, AbortSignal.timeout(seconds * 1_000)]);
      let page = await read(query);
      while (page.events.length === 0 && !page.missed && !stop.aborted) {
        await store.changed(tenant, page.cursor, stop);
        if (!stop.aborted) page = await read({ ...query, after: page.cursor });
      }
      return page;
    },
    newest: async () => (await store.read(tenant, { names: [], limit: 1 })).cursor,
    reply: (key, text) => store.reply(tenant, key, text),
    replyTo: (key) => store.replyTo(tenant, key),
    async awaitReply(key, { milliseconds, signal }) {
      const end = performance.now() + milliseconds;
      for (;;) {
        const text = await store.replyTo(tenant, key);
        const left = end - performance.now();
        if (text !== undefined || left <= 0 || signal.aborted) return text;
        await delay(Math.min(left, lookAgainMilliseconds), undefined, { signal }).catch(() => undefined);
      }
    },
    urlOf: (path) => addressOf(path, false),
    callbackOf(path) {
      const url = addressOf(path, true);
      return url === undefined || addresses === undefined
        ? undefined
        : { url, ...addresses.credentialsOf(tenant) };
    },
  };
};
