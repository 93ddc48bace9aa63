import { AsyncLocalStorage } from "node:async_hooks";
import type { Server, ServerEvent, ServerEventBus } from "@modelcontextprotocol/server";
import type { Offer } from "../offer.js";
import type { Update } from "../updates.js";

/** How long clients may keep a list, and for whom: `private` where it may differ by caller. */
export type ListCache = { readonly ttlMs: number; readonly cacheScope: "public" | "private" };

/** Resources that a session, or a stream of revision 2026-07-28, may subscribe to. */
export const mostSubscriptions = 100;

/** Streams that a caller who signed in may have open at once on an instance; all callers together have four times as many. */
const mostStreams = 256;

type Listener = {
  readonly tenant: string;
  /** Whether the client wants to hear of this resource. */
  wants(uri: string): Promise<boolean>;
};

/** Tells the client of a server that lasts, as long as it does, of a list of tools and of resources that are other ones. */
export const announceChanges = (
  server: Server,
  { onListChange, onUpdate }: Offer,
  { tenant, wants }: Listener,
): Server => {
  // A client that has gone is told nothing; one whose subscriptions cannot be looked up finds out when it reads.
  const missed = (): void => undefined;
  const tell = async ({ uri }: Update): Promise<void> => {
    if (await wants(uri)) await server.sendResourceUpdated({ uri });
  };
  const stops = [
    onListChange?.(() => void server.sendToolListChanged().catch(missed)),
    onUpdate?.((update) => {
      if (update.tenant === tenant) tell(update).catch(missed);
    }),
  ];
  server.onclose = () => {
    for (const stop of stops) stop?.();
  };
  return server;
};

/** A caller as far as streams go: whose changes it hears of, and who it is where callers sign in. */
type StreamCaller = { readonly tenant: string; readonly owner?: string };

type StreamListener = (event: ServerEvent) => void;

/** The streams of `subscriptions/listen`. Each belongs to the caller who opened it, and hears of its tenant's changes only. */
export const createStreams = () => {
  const current = new AsyncLocalStorage<StreamCaller>();
  const streams = new Map<StreamListener, StreamCaller>();
  /** For the SDK, which subscribes while it answers the request that opens a stream. */
  const bus: ServerEventBus = {
    publish(event) {
      for (const listener of streams.keys()) listener(event);
    },
    subscribe(listener) {
      const caller = current.getStore();
      if (caller !== undefined) streams.set(listener, caller);
      return () => void streams.delete(listener);
    },
  };
  return {
    bus,
    /** Opens a stream by the work of the SDK. */
    open: <Value>(caller: StreamCaller, work: () => Promise<Value>): Promise<Value> =>
      current.run(caller, work),
    /** Whether a caller has as many streams as it may have. */
    isFull: ({ owner }: StreamCaller): boolean =>
      owner !== undefined && [...streams.values()].filter((one) => one.owner === owner).length >= mostStreams,
    updated({ tenant, uri }: Update): void {
      for (const [listener, caller] of streams)
        if (caller.tenant === tenant) listener({ kind: "resource_updated", uri });
    },
  };
};
