import { beginOf, newEpoch, printCursor, startOf } from "./cursor.js";
import { defaultLimits, type EventStore, type Limits, type Now, sizeOf, textOf } from "./store.js";
import { createWaiters } from "./waiters.js";

type Entry = {
  readonly position: number;
  readonly name: string;
  readonly text: string;
  readonly time: number;
  readonly key?: string;
};

type Log = {
  readonly epoch: string;
  entries: Entry[];
  /** Position of the last event that is gone. */
  gone: number;
  last: number;
  bytes: number;
  readonly keys: Map<string, number>;
  readonly replies: Map<string, { readonly text: string; readonly until: number }>;
};

/** A log that is lost when the process ends. */
export const memoryStore = (given: Partial<Limits> = {}, now: Now = Date.now): EventStore => {
  const limits = { ...defaultLimits, ...given };
  const logs = new Map<string, Log>();
  const waiters = createWaiters();
  let closed = false;

  const logOf = (tenant: string): Log => {
    const known = logs.get(tenant);
    if (known !== undefined) return known;
    const log: Log = {
      ...{ epoch: newEpoch(), entries: [], gone: 0, last: 0, bytes: 0 },
      ...{ keys: new Map(), replies: new Map() },
    };
    logs.set(tenant, log);
    return log;
  };

  const trim = (log: Log): void => {
    const oldest = now() - limits.ttlMilliseconds;
    let count = 0;
    for (const { position, name, text, time, key } of log.entries) {
      const isFull = log.entries.length - count > limits.maxEvents || log.bytes > limits.maxBytes;
      if (!isFull && time > oldest) break;
      count += 1;
      log.gone = position;
      log.bytes -= sizeOf(name, text);
      if (key !== undefined) log.keys.delete(key);
    }
    if (count > 0) log.entries = log.entries.slice(count);
    for (const [key, { until }] of log.replies) {
      if (until > now()) break; // in the order of their end
      log.replies.delete(key);
    }
  };

  return {
    async append(tenant, event) {
      const text = textOf(event, limits);
      const log = logOf(tenant);
      trim(log);
      const known = event.key === undefined ? undefined : log.keys.get(event.key);
      if (known !== undefined)
        return { cursor: printCursor({ epoch: log.epoch, position: known }), duplicate: true };
      const { name, key } = event;
      log.last += 1;
      log.entries.push({ position: log.last, name, text, time: now(), ...(key !== undefined && { key }) });
      log.bytes += sizeOf(name, text);
      if (key !== undefined) log.keys.set(key, log.last);
      trim(log);
      waiters.wake(tenant);
      return { cursor: printCursor({ epoch: log.epoch, position: log.last }), duplicate: false };
    },
    async read(tenant, query) {
      const log = logOf(tenant);
      trim(log);
      const { epoch, last } = log;
      const start = beginOf(query, log);
      const { limit } = query;
      const names = query.newest ? undefined : query.names;
      const rest = log.entries.slice(start.position - log.gone);
      const matches = rest.filter(({ name }) => names?.includes(name) ?? true);
      const events = matches.slice(0, limit);
      const hasMore = matches.length > events.length;
      const position = hasMore ? (events.at(-1)?.position ?? last) : last;
      return {
        events: events.map((entry) => ({
          cursor: printCursor({ epoch, position: entry.position }),
          name: entry.name,
          time: new Date(entry.time).toISOString(),
          data: JSON.parse(entry.text) as unknown,
        })),
        cursor: printCursor({ epoch, position }),
        hasMore,
        missed: start.missed,
      };
    },
    async changed(tenant, after, signal) {
      const log = logOf(tenant);
      while (!closed && !signal.aborted && startOf(after, log).position >= log.last)
        await waiters.wait(tenant, signal);
    },
    async reply(tenant, key, text) {
      const log = logOf(tenant);
      trim(log);
      if (log.replies.has(key)) return "conflict";
      log.replies.set(key, { text, until: now() + limits.ttlMilliseconds });
      return "accepted";
    },
    async replyTo(tenant, key) {
      const log = logOf(tenant);
      trim(log);
      return log.replies.get(key)?.text;
    },
    async close() {
      closed = true;
      waiters.wakeAll();
    },
  };
};
