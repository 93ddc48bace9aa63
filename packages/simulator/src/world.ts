import type { Clock } from "./clock.js";
import { type AnsweredRequest, createLog, type Log, type RecordedWebhook } from "./record.js";
import type { Settings } from "./settings.js";

export type Counters = {
  requests: number;
  tokensMinted: number;
  callsCreated: number;
  messagesAccepted: number;
  webhooksSent: number;
};

/** What all features of one simulator share. What a feature alone knows is in its own store; see `storeOf`. */
export type World = {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly tasks: Tasks;
  readonly counters: Counters;
  readonly requests: Log<AnsweredRequest>;
  readonly webhooks: Log<RecordedWebhook>;
  /** Fires when the simulator closes; all waiting ends with it. */
  readonly closing: AbortSignal;
  /** Where the simulator answers, known once it listens. */
  url: string;
};

export function createWorld(settings: Settings, closing: AbortSignal): World {
  const { clock, limits } = settings;
  return {
    settings,
    clock,
    closing,
    tasks: createTasks(),
    counters: { requests: 0, tokensMinted: 0, callsCreated: 0, messagesAccepted: 0, webhooksSent: 0 },
    requests: createLog(limits.records),
    webhooks: createLog(limits.records),
    url: "",
  };
}

/**
 * A store that belongs to one feature, such as the calls. It is made when first asked for, once per owner (a world, or
 * an account in it), so that two simulators share nothing.
 */
export function storeOf<Owner extends object, Store>(make: (owner: Owner) => Store): (owner: Owner) => Store {
  const stores = new WeakMap<Owner, { readonly store: Store }>();
  return (owner) => {
    const kept = stores.get(owner) ?? { store: make(owner) };
    stores.set(owner, kept);
    return kept.store;
  };
}

/** Work that goes on after a request was answered: calls, deliveries. */
type Tasks = {
  readonly start: (work: () => Promise<void>) => void;
  /** Ends when nothing is running any more, including work started meanwhile. Rejects with the first bug met. */
  readonly idle: () => Promise<void>;
};

function createTasks(): Tasks {
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  return {
    start(work) {
      const task = work()
        .catch((failure: unknown) => void failures.push(failure))
        .finally(() => running.delete(task));
      running.add(task);
    },
    async idle() {
      while (running.size > 0) await Promise.all(running);
      if (failures.length > 0) throw failures[0];
    },
  };
}
