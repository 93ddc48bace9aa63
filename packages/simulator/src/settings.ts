import { randomUUID } from "node:crypto";
import { type Clock, realClock } from "./clock.js";
import { allRoles } from "./grants.js";
import type { Fault } from "./outside/fault.js";
import type { Party } from "./outside/party.js";
import { magicParty } from "./outside/party.js";
import { magicReceipt, type Receipt } from "./outside/receipt.js";
import type { RecordedRequest } from "./record.js";

/** An application of the account: where events of inbound calls and of all messages go. */
export type Application = {
  readonly id: string;
  readonly kind: "voice" | "messaging";
  /** Voice: `initiate` of inbound calls. Messaging: inbound messages, and status events without `statusCallbackUrl`. */
  readonly callbackUrl: string;
  /** Voice: `disconnect` of inbound calls. Messaging: status events of outbound messages. */
  readonly statusCallbackUrl?: string;
  readonly username?: string;
  readonly password?: string;
};

/** An answer the test wants instead of the simulator's own, for instance a 429. */
export type Interception = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; left out, the body is empty. */
  readonly body?: unknown;
};

/** One thing that happened in a call, in words, for a transcript. */
export type TranscriptLine = {
  readonly callId: string;
  readonly time: string;
  readonly kind: "state" | "speak" | "play" | "digits" | "heard" | "dtmf" | "verb" | "webhook";
  readonly text: string;
};

export type Limits = {
  /** Largest request body; media may have 3.75 MB. */
  readonly bodyBytes: number;
  /** Verbs and fetched documents in one call; beyond it the call ends with cause `error`, so a Redirect loop ends. */
  readonly callSteps: number;
  /** How many outbound calls leave the queue in a second of telephone time. */
  readonly callsPerSecond: number;
  /** Calls of one account that may live at a time, the queue left out. */
  readonly concurrentCalls: number;
  /** Messages that leave the queue of an account in a minute; the queue holds those of 15 minutes. */
  readonly messagesPerMinute: number;
  /** How often messages may be listed in five minutes. */
  readonly listsInFiveMinutes: number;
  /** A request must be received whole within this time. */
  readonly requestTimeoutMs: number;
  /** Upper bound of the wait for a customer's answer, whatever the call or the vendor's rules allow. */
  readonly webhookTimeoutMs: number;
  /** How many requests and webhooks are remembered; older ones are dropped. */
  readonly records: number;
};

export type Settings = {
  readonly port: number;
  readonly host: string;
  /** The accounts that exist. */
  readonly accounts: readonly string[];
  readonly clientId: string;
  readonly clientSecret: string;
  /** Basic credentials; they reach all accounts and all features. */
  readonly username: string;
  readonly password: string;
  /** The `accounts` claim; an empty list is a system-wide credential. Default: all accounts. */
  readonly tokenAccounts: readonly string[] | undefined;
  readonly roles: readonly string[];
  /** True plays a Build account: voice only, five calls at a time, half an hour each, to verified numbers. */
  readonly express: boolean;
  /** The numbers that a Build account may call. Undefined: all. */
  readonly verifiedNumbers: readonly string[] | undefined;
  /** Calls and messages that are still paid for; then they are answered with 402. Undefined: any number. */
  readonly credit: number | undefined;
  /** Gather listens for speech too, by attributes that no public page has. False: they make a document invalid. */
  readonly speechGather: boolean;
  readonly tokenLifetimeSeconds: number;
  /** Numbers the accounts own at first. Empty: any number may call and text, and the dashboard lists three. */
  readonly numbers: readonly string[];
  /** The applications of each account at first. While there are none, any application id is taken. */
  readonly applications: readonly Application[];
  /** Who answers at a number, and what is typed there. */
  readonly party: (to: string) => Party;
  /** What becomes of a message to a number. */
  readonly receipt: (to: string) => Receipt;
  /** How many times faster than real the telephone waits. Ignored with an own `clock`. */
  readonly speed: number;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly intercept: (request: RecordedRequest) => Interception | undefined;
  /** What goes wrong from the start; more can be added while it runs. */
  readonly faults: readonly Fault[];
  readonly onTranscript: (line: TranscriptLine) => void;
  /** Waits before each repeated delivery of a message webhook; the length bounds the retries. */
  readonly messageRetryDelaysMs: readonly number[];
  readonly limits: Limits;
};

export type SimulatorOptions = Partial<Omit<Settings, "limits">> & { readonly limits?: Partial<Limits> };

export function settingsFrom(options: SimulatorOptions): Settings {
  const speed = options.speed ?? 1;
  if (!(speed > 0)) throw new RangeError(`speed must be above 0, not ${speed}`);
  const { limits, ...given } = options;
  return {
    port: 0,
    host: "127.0.0.1",
    accounts: ["9900000"],
    clientId: "simulator-client",
    clientSecret: "simulator-secret",
    username: "simulator-user",
    password: "simulator-password",
    tokenAccounts: undefined,
    roles: allRoles,
    express: false,
    verifiedNumbers: undefined,
    credit: undefined,
    speechGather: false,
    tokenLifetimeSeconds: 3600,
    numbers: [],
    applications: [],
    party: magicParty,
    receipt: magicReceipt,
    speed,
    clock: realClock(speed),
    newId: randomUUID,
    intercept: () => undefined,
    faults: [],
    onTranscript: () => undefined,
    messageRetryDelaysMs: [1_000, 5_000, 30_000],
    ...withoutUndefined(given),
    limits: {
      bodyBytes: 4_000_000,
      callSteps: 2_000,
      callsPerSecond: 5,
      concurrentCalls: 100,
      messagesPerMinute: 6_000,
      listsInFiveMinutes: 3_500,
      requestTimeoutMs: 30_000,
      webhookTimeoutMs: 25_000,
      records: 10_000,
      ...withoutUndefined(limits ?? {}),
    },
  };
}

/** A key that is there but undefined means the default, as it does for arguments. */
function withoutUndefined<T extends object>(given: T): Partial<T> {
  const kept: Partial<T> = { ...given };
  for (const key in kept) if (kept[key] === undefined) delete kept[key];
  return kept;
}
