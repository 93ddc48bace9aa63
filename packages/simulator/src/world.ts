import type { Clock } from "./clock.js";
import type { Dashboard } from "./dashboard/state.js";
import type { LookupJob } from "./lookup.js";
import type { ListedMessage } from "./messaging/listing.js";
import type { MediaItem } from "./messaging/media.js";
import type { Settings } from "./options.js";
import { type AnsweredRequest, createLog, type Log, type RecordedWebhook } from "./record.js";
import { createTasks, type Tasks } from "./tasks.js";
import { createTokens, type Tokens } from "./tokens.js";
import type { Call } from "./voice/call.js";

export type Counters = {
  requests: number;
  tokensMinted: number;
  callsCreated: number;
  messagesAccepted: number;
  webhooksSent: number;
};

/** Everything one simulator knows. Two simulators share nothing. */
export type World = {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly tokens: Tokens;
  readonly tasks: Tasks;
  readonly counters: Counters;
  readonly requests: Log<AnsweredRequest>;
  readonly webhooks: Log<RecordedWebhook>;
  /** In the order of creation. */
  readonly calls: Map<string, Call>;
  /** One entry per message and recipient, in the order of creation. */
  readonly messages: ListedMessage[];
  /** By account and media id. */
  readonly media: Map<string, MediaItem>;
  readonly lookups: Map<string, LookupJob>;
  /** By account, made when first asked for. */
  readonly dashboards: Map<string, Dashboard>;
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
    tokens: createTokens(settings, clock),
    tasks: createTasks(),
    counters: { requests: 0, tokensMinted: 0, callsCreated: 0, messagesAccepted: 0, webhooksSent: 0 },
    requests: createLog(limits.records),
    webhooks: createLog(limits.records),
    calls: new Map(),
    messages: [],
    media: new Map(),
    lookups: new Map(),
    dashboards: new Map(),
    url: "",
  };
}
