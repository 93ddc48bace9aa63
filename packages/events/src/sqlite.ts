import { beginOf, newEpoch, printCursor, startOf } from "./cursor.js";
import { ownFile } from "./owner.js";
import { type Driver, driverHere, openDatabase, type Row } from "./sqlite-driver.js";
import {
  defaultLimits,
  type EventStore,
  type Limits,
  type NewEvent,
  type Now,
  StoreUnavailable,
  sizeOf,
  textOf,
} from "./store.js";
import { createWaiters } from "./waiters.js";

const schema = `
  CREATE TABLE IF NOT EXISTS logs (tenant TEXT PRIMARY KEY, epoch TEXT NOT NULL, last INTEGER NOT NULL,
    gone INTEGER NOT NULL, bytes INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS events (tenant TEXT, position INTEGER, name TEXT NOT NULL, time INTEGER NOT NULL,
    key TEXT, data TEXT NOT NULL, size INTEGER NOT NULL, PRIMARY KEY (tenant, position)) WITHOUT ROWID;
  CREATE UNIQUE INDEX IF NOT EXISTS event_keys ON events (tenant, key) WHERE key IS NOT NULL;
  CREATE TABLE IF NOT EXISTS replies (tenant TEXT, key TEXT, text TEXT NOT NULL, time INTEGER NOT NULL,
    PRIMARY KEY (tenant, key)) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS reply_times ON replies (time);`;

/** Events that one statement removes at most. */
const batch = 200;

/** So many writes in one transaction are much: then the next one gathers for a while. */
const busyGroup = 8;
const gatherMilliseconds = 4;

type SqliteLog = {
  readonly epoch: string;
  readonly last: number;
  readonly gone: number;
  readonly bytes: number;
};

/** Something to do in the next transaction, and who waits for its commit. */
type Job = {
  readonly work: () => unknown;
  readonly done: (value: unknown) => void;
  readonly fail: (error: unknown) => void;
};

type SqliteOptions = {
  readonly limits?: Partial<Limits>;
  readonly now?: Now;
  readonly driver?: Driver;
};

/**
 * A log in one file, for one process. Writes that come together are committed together, and each resolves after the
 * commit is on the disk.
 */
export const sqliteStore = async (
  path: string,
  { limits: given, now = Date.now, driver = driverHere() }: SqliteOptions = {},
): Promise<EventStore> => {
  const limits = { ...defaultLimits, ...given };
  const owner = ownFile(path);
  const database = await openDatabase(path, driver).catch((error: unknown) => {
    owner.release();
    throw error;
  });
  database.exec(schema);
  const waiters = createWaiters();
  let closed = false;

  const storedLog = (tenant: string): SqliteLog | undefined => {
    const [row] = database.all("SELECT epoch, last, gone, bytes FROM logs WHERE tenant = ?", [tenant]);
    return row === undefined ? undefined : logFrom(row);
  };
  /** The logs that the transaction has touched, as they were and as they are: each is read once, and written once if need be. */
  let touched = new Map<string, { readonly before: SqliteLog | undefined; readonly log: SqliteLog }>();
  const logOf = (tenant: string): SqliteLog => {
    const known = touched.get(tenant);
    if (known !== undefined) return known.log;
    const before = storedLog(tenant);
    const log = trim(tenant, before ?? { epoch: newEpoch(), last: 0, gone: 0, bytes: 0 });
    touched.set(tenant, { before, log });
    return log;
  };
  const changeLog = (tenant: string, log: SqliteLog): void => {
    touched.set(tenant, { before: touched.get(tenant)?.before, log });
  };
  const writeLogs = (): void => {
    for (const [tenant, { before, log }] of touched) {
      const { epoch, last, gone, bytes } = log;
      if (log === before) continue;
      database.run("INSERT OR REPLACE INTO logs VALUES (?, ?, ?, ?, ?)", [tenant, epoch, last, gone, bytes]);
    }
  };

  const oldestOf = (tenant: string, { gone }: SqliteLog, count: number): readonly Row[] =>
    database.all(
      "SELECT position, time, size FROM events WHERE tenant = ? AND position > ? ORDER BY position LIMIT ?",
      [tenant, gone, count],
    );

  /** Removes what is over the limits; the log as it is then. Most often one look at the oldest event is all. */
  const trim = (tenant: string, log: SqliteLog): SqliteLog => {
    const oldest = now() - limits.ttlMilliseconds;
    let { gone, bytes } = log;
    const isOver = ({ time }: Row): boolean =>
      log.last - gone > limits.maxEvents || bytes > limits.maxBytes || Number(time) <= oldest;
    const [next] = oldestOf(tenant, log, 1);
    if (next === undefined || !isOver(next)) return log;
    const first = oldestOf(tenant, log, batch);
    for (const row of first) {
      const { position, size } = row;
      if (!isOver(row)) break;
      gone = Number(position);
      bytes -= Number(size);
    }
    if (gone === log.gone) return log;
    database.run("DELETE FROM events WHERE tenant = ? AND position <= ?", [tenant, gone]);
    const trimmed = { ...log, gone, bytes };
    return first.length === batch ? trim(tenant, trimmed) : trimmed;
  };

  const insert = (tenant: string, { name, key }: NewEvent, text: string) => {
    const log = logOf(tenant);
    const [known] =
      key === undefined
        ? []
        : database.all("SELECT position FROM events WHERE tenant = ? AND key = ?", [tenant, key]);
    if (known !== undefined)
      return {
        cursor: printCursor({ epoch: log.epoch, position: Number(known.position) }),
        duplicate: true,
      };
    const position = log.last + 1;
    const size = sizeOf(name, text);
    const columns =
      key === undefined
        ? "tenant, position, name, time, data, size"
        : "tenant, position, name, time, data, size, key";
    const values = [tenant, position, name, now(), text, size, ...(key === undefined ? [] : [key])];
    database.run(`INSERT INTO events (${columns}) VALUES (${values.map(() => "?").join(", ")})`, values);
    const next = { ...log, last: position, bytes: log.bytes + size };
    const isFull = position - log.gone > limits.maxEvents || next.bytes > limits.maxBytes;
    changeLog(tenant, isFull ? trim(tenant, next) : next);
    return { cursor: printCursor({ epoch: log.epoch, position }), duplicate: false };
  };

  let jobs: Job[] = [];
  let lastGroup = 0;
  const commit = (): void => {
    const group = jobs;
    jobs = [];
    lastGroup = group.length;
    touched = new Map();
    const settled: (() => void)[] = [];
    try {
      database.exec("BEGIN IMMEDIATE");
      for (const { work, done } of group) {
        const value = work();
        settled.push(() => done(value));
      }
      writeLogs();
      database.exec("COMMIT");
    } catch (error) {
      try {
        database.exec("ROLLBACK");
      } catch {
        // There is no transaction to roll back.
      }
      const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
      for (const { fail } of group) fail(new StoreUnavailable(`the event file ${path} failed: ${reason}`));
      return;
    }
    for (const settle of settled) settle();
  };

  /**
   * Runs in the next transaction, together with all that came in the same turn of the event loop. While much comes, a
   * transaction waits a little for more: the disk takes as long for many events as for one.
   */
  const inTransaction = <Value>(work: () => Value): Promise<Value> => {
    if (closed) return Promise.reject(new StoreUnavailable(`the event file ${path} is closed`));
    return new Promise<Value>((resolve, reject) => {
      if (jobs.length === 0 && lastGroup >= busyGroup) setTimeout(commit, gatherMilliseconds);
      else if (jobs.length === 0) setImmediate(commit);
      // The same `work` gives the value, so it has the type that the promise says.
      jobs.push({ work, done: (value) => resolve(value as Value), fail: reject });
    });
  };

  return {
    async append(tenant, event) {
      const text = textOf(event, limits);
      const stored = await inTransaction(() => insert(tenant, event, text));
      if (!stored.duplicate) waiters.wake(tenant);
      return stored;
    },
    read: (tenant, query) =>
      inTransaction(() => {
        const log = logOf(tenant);
        const start = beginOf(query, log);
        const { limit } = query;
        const names = query.newest ? undefined : query.names;
        const filter = names === undefined ? "" : ` AND name IN (${names.map(() => "?").join(", ")})`;
        const rows = database.all(
          `SELECT position, name, time, data FROM events WHERE tenant = ? AND position > ?${filter} ORDER BY position LIMIT ?`,
          [tenant, start.position, ...(names ?? []), limit + 1],
        );
        const hasMore = rows.length > limit;
        const shown = rows.slice(0, limit);
        const position = hasMore ? Number(shown.at(-1)?.position ?? log.last) : log.last;
        const { epoch } = log;
        return {
          events: shown.map((row) => ({
            cursor: printCursor({ epoch, position: Number(row.position) }),
            name: String(row.name),
            time: new Date(Number(row.time)).toISOString(),
            data: JSON.parse(String(row.data)) as unknown,
          })),
          cursor: printCursor({ epoch, position }),
          hasMore,
          missed: start.missed,
        };
      }),
    async changed(tenant, after, signal) {
      const isNewest = (): boolean => {
        const log = storedLog(tenant);
        return log === undefined || startOf(after, log).position >= log.last;
      };
      while (!closed && !signal.aborted && isNewest()) await waiters.wait(tenant, signal);
    },
    reply: (tenant, key, text) =>
      inTransaction(() => {
        database.run("DELETE FROM replies WHERE time <= ?", [now() - limits.ttlMilliseconds]);
        const [known] = database.all("SELECT 1 FROM replies WHERE tenant = ? AND key = ?", [tenant, key]);
        if (known !== undefined) return "conflict" as const;
        database.run("INSERT INTO replies VALUES (?, ?, ?, ?)", [tenant, key, text, now()]);
        return "accepted" as const;
      }),
    async replyTo(tenant, key) {
      const oldest = now() - limits.ttlMilliseconds;
      const [row] = await inTransaction(() =>
        database.all("SELECT text FROM replies WHERE tenant = ? AND key = ? AND time > ?", [
          tenant,
          key,
          oldest,
        ]),
      );
      return row === undefined ? undefined : String(row.text);
    },
    async close() {
      if (closed) return;
      await inTransaction(() => undefined);
      closed = true;
      waiters.wakeAll();
      database.close();
      owner.release();
    },
  };
};

const logFrom = ({ epoch, last, gone, bytes }: Row): SqliteLog => ({
  epoch: String(epoch),
  last: Number(last),
  gone: Number(gone),
  bytes: Number(bytes),
});
