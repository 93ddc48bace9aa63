import type { App, CatalogRecord, ClientFacts } from "@jackfield/contract";
import type { Offer } from "@jackfield/runtime";
import type { Opened } from "./offer.js";
import type { ServeOptions } from "./options/serve.js";
import { Problem } from "./problem.js";

/** What became of an app: a later version of it, or why there is none, in lines for the operator. */
export type Revision =
  | { readonly kind: "app"; readonly app: App }
  | { readonly kind: "broken"; readonly problems: readonly string[] };

/** Hands over every revision of an app, one after the other, until what it gives is called. */
export type Watch = (
  take: (revision: Revision) => Promise<void>,
  tell: (line: string) => void,
) => Promise<() => Promise<void>>;

/** How a server gets its later versions, and the options of each: the same words may mean something else to it. */
export type Revised = { readonly watch: Watch; optionsFor(app: App): ServeOptions };

type WatchedParts = {
  readonly app: App;
  readonly options: ServeOptions;
  /** Absent: there are no later versions. */
  readonly revised: Revised | undefined;
  /** `searched`: the version before is in search mode, so the operator knows why. */
  open(app: App, options: ServeOptions, before: { readonly searched: boolean }): Promise<Opened>;
  /** What is wrong. */
  warn(line: string): void;
  /** What went well. */
  tell(line: string): void;
};

/** A version of the app, and the calls that run on it. */
type Version = { readonly opened: Opened; running: number; isCurrent: boolean };

type Catalog = ReadonlyMap<string, string>;

const catalogOf = async ({ offer }: Opened): Promise<Catalog> => {
  const records: readonly CatalogRecord[] = await (await offer.listing()).app.catalog();
  return new Map(records.map((record) => [record.name, JSON.stringify(record)]));
};

/** Whether an app shows tools that search in place of its own. */
const isSearched = async (opened: Opened): Promise<boolean> => {
  const catalog = await catalogOf(opened);
  const { records } = await opened.offer.listing();
  return catalog.size > 0 && !records.some(({ name }) => catalog.has(name));
};

/** What a client sees of an offer. */
const shownBy = async (offer: Offer): Promise<string> => JSON.stringify((await offer.listing()).records);

const toolsText = ({ size }: Catalog): string => `${size} ${size === 1 ? "tool" : "tools"}`;

/** `3 tools (1 new, 1 changed)`. */
const difference = (before: Catalog, after: Catalog): string => {
  const names = [...after.keys()];
  const counts = {
    new: names.filter((name) => !before.has(name)).length,
    changed: names.filter((name) => before.has(name) && before.get(name) !== after.get(name)).length,
    gone: [...before.keys()].filter((name) => !after.has(name)).length,
  };
  const parts = Object.entries(counts).flatMap(([word, count]) => (count === 0 ? [] : [`${count} ${word}`]));
  return `${toolsText(after)} (${parts.join(", ") || "the list is the same"})`;
};

/** The versions of an app, of which one is current. A call ends on the version that it began with. */
const createVersions = (first: Opened) => {
  let current: Version = { opened: first, running: 0, isCurrent: true };
  const open = new Set([current]);
  const listeners = new Set<{ readonly choose: (opened: Opened) => Offer; readonly changed: () => void }>();
  const closeIfUnused = (version: Version): void => {
    if (version.isCurrent || version.running > 0) return;
    open.delete(version);
    version.opened.close().catch(() => undefined);
  };
  const during = async <Value>(work: (opened: Opened) => Promise<Value>): Promise<Value> => {
    const version = current;
    version.running += 1;
    try {
      return await work(version.opened);
    } finally {
      version.running -= 1;
      closeIfUnused(version);
    }
  };
  const offerOf = (choose: (opened: Opened) => Offer): Offer => ({
    ...choose(first),
    listing: () => choose(current.opened).listing(),
    metaOf: (record) => choose(current.opened).metaOf(record),
    servedGuide: () => choose(current.opened).servedGuide(),
    whyNot: (name) => choose(current.opened).whyNot(name),
    consult: (tenant, work, options) => during((opened) => choose(opened).consult(tenant, work, options)),
    call: (...call) => during((opened) => choose(opened).call(...call)),
    onListChange(changed) {
      const listener = { choose, changed };
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  });
  return {
    offerOf,
    current: () => current.opened,
    /** Clients hear of it where what they see is another list: in search mode, most changes leave it as it is. */
    async replace(opened: Opened): Promise<void> {
      const before = current;
      current = { opened, running: 0, isCurrent: true };
      open.add(current);
      before.isCurrent = false;
      closeIfUnused(before);
      for (const { choose, changed } of listeners)
        if ((await shownBy(choose(before.opened))) !== (await shownBy(choose(opened)))) changed();
    },
    async close(): Promise<void> {
      await Promise.all([...open].map(({ opened }) => opened.close()));
    },
  };
};

/** Always the same offer for a client of a version, so that its listing is made once. */
const offersFor = () => {
  const known = new WeakMap<Opened, Offer>();
  return (opened: Opened, client: ClientFacts): Offer => {
    const offer = known.get(opened) ?? opened.offerFor(client);
    known.set(opened, offer);
    return offer;
  };
};

/** Receivers are made once, at the start, so a later version has the webhooks of the first. */
const withWebhooksOf = ({ webhooks }: App, { webhooks: _, ...later }: App): App => ({
  ...later,
  ...(webhooks && { webhooks }),
});

/**
 * Opens an app, and from then on offers always its latest version that can be opened: one that cannot leaves things as they
 * are. Clients hear of a list that is another one. Throws `Problem` for the first version.
 */
export const openWatched = async ({ app, options, revised, open, ...log }: WatchedParts): Promise<Opened> => {
  const first = await open(app, options, { searched: false });
  if (revised === undefined) return first;
  const versions = createVersions(first);
  let isBroken = false;
  const stay = async (problems: readonly string[]): Promise<void> => {
    isBroken = true;
    for (const problem of problems) log.warn(problem);
    log.warn(
      `not reloaded; still serving the ${toolsText(await catalogOf(versions.current()))} from before.`,
    );
  };
  const take = async (revision: Revision): Promise<void> => {
    if (revision.kind === "broken") return stay(revision.problems);
    try {
      const next = withWebhooksOf(app, revision.app);
      const before = { searched: await isSearched(versions.current()) };
      const opened = await open(next, revised.optionsFor(next), before);
      const change = difference(await catalogOf(versions.current()), await catalogOf(opened));
      log.tell(`${isBroken ? "put right and reloaded" : "reloaded"}: ${change}.`);
      isBroken = false;
      await versions.replace(opened);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      await stay([error.message]);
    }
  };
  const stop = await revised.watch(take, log.tell);
  return {
    engine: first.engine,
    offer: versions.offerOf(({ offer }) => offer),
    offerFor(client) {
      const offerFor = offersFor();
      return versions.offerOf((opened) => offerFor(opened, client));
    },
    async close() {
      await stop();
      await versions.close();
    },
  };
};
