import type { Claims, SessionStore, Updates } from "@jackfield/runtime";

/** What the instances of a server share. One kind of state, one type; each has a store in memory and one in Redis. */
export type SharedState = {
  /** Sealed tenants, where no file keeps them. */
  readonly vault: Slot;
  readonly quotas: Quotas;
  readonly claims: Claims;
  /** Of clients with a handshake revision. */
  readonly sessions: SessionStore;
  readonly updates: Updates;
  /** False while calls that need this state would fail. */
  ready(): Promise<boolean>;
  close(): Promise<void>;
};

/** Hears once that shared state does not answer, and once that it does again. */
export type StateWatcher = { readonly down: (reason: string) => void; readonly up: () => void };

/** The store does not answer. Nothing was done that cannot be done again. */
export class StateUnavailable extends Error {
  override readonly name = "StateUnavailable";
}

/** Keeps one text. */
export type Slot = {
  /** The text with its version; undefined when there is none yet. */
  read(): Promise<{ readonly text: string; readonly version: string } | undefined>;
  /** The version alone, which is cheap; it differs whenever the text does. */
  version(): Promise<string | undefined>;
  /** Replaces the text of that version (undefined: there is none yet); false when somebody else was faster. */
  replace(text: string, version: string | undefined): Promise<boolean>;
};

/** What a tenant may do; absent: without a limit. */
export type Limits = {
  /** Calls sent to APIs in a UTC day. */
  readonly calls?: number;
  /** Calls of billable tools sent in a UTC day; they count as calls as well. */
  readonly billable?: number;
  /** Tool calls at the same time. */
  readonly concurrent?: number;
  /** Tool calls per second on average; as many may come at once. */
  readonly perSecond?: number;
};

/** A call that may not begin, and after how many milliseconds it may be worth trying again. */
export type Refusal = { readonly limit: keyof Limits; readonly retryMs?: number };

type Begin = {
  readonly tenant: string;
  /** Random; names the call until its end. */
  readonly id: string;
  readonly now: number;
  /** A call that never ends, since its instance died, gives its place back after this time, in milliseconds. */
  readonly lease: number;
  readonly limits: Limits;
};

type Count = {
  readonly tenant: string;
  readonly now: number;
  readonly billable: boolean;
  readonly limits: Limits;
};

/** Counts what tenants do. Every method is atomic, over all instances. */
export type Quotas = {
  /** Begins a tool call within `concurrent` and `perSecond`; undefined: it may run. */
  begin(call: Begin): Promise<Refusal | undefined>;
  end(tenant: string, id: string): Promise<void>;
  /** Counts a call that is about to be sent, within `calls` and `billable`; a refused one is not counted. */
  count(call: Count): Promise<Refusal | undefined>;
};

/** `2026-11-26`. */
export const utcDay = (now: number): string => new Date(now).toISOString().slice(0, 10);

/** The first moment of the next UTC day. */
export const nextDay = (now: number): number => (Math.floor(now / 86_400_000) + 1) * 86_400_000;

/** Milliseconds between two calls at this rate, and how far ahead of them a burst may be. */
export const pace = (perSecond: number): { readonly interval: number; readonly window: number } => {
  const interval = 1000 / perSecond;
  return { interval, window: Math.max(1, Math.ceil(perSecond)) * interval };
};
