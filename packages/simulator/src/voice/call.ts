import { timestamp } from "../clock.js";
import type { Party } from "../outside/party.js";
import type { TranscriptLine } from "../settings.js";
import type { Target } from "../webhook.js";
import { storeOf, type World } from "../world.js";
import type { Verb } from "./bxml.js";

/** Causes the simulator gives; the vendor's list is open. */
type DisconnectCause =
  | "hangup"
  | "busy"
  | "timeout"
  | "cancel"
  | "rejected"
  | "callback-error"
  | "invalid-bxml"
  | "application-error"
  | "account-limit"
  | "error";

/** The fields an event has beyond those of its call. */
export type Event = { readonly type: string; readonly fields: Readonly<Record<string, unknown>> };

/** What a call does next. */
export type Next =
  | { readonly kind: "ring" }
  | { readonly kind: "play"; readonly verbs: readonly Verb[]; readonly base: string }
  | {
      readonly kind: "fetch";
      readonly event: Event;
      readonly target: Target;
      readonly fallback: Target | undefined;
    }
  /**
   * Talks to another call until the party has enough (then it hangs up) or `over` fires (then `after` follows). `left`
   * fires when this call leaves, for whatever reason.
   */
  | {
      readonly kind: "talk";
      readonly over: AbortSignal;
      readonly after: Next;
      readonly left?: AbortController;
    }
  | { readonly kind: "end"; readonly cause: DisconnectCause; readonly message?: string }
  /** The simulator closes: no state, no event. */
  | { readonly kind: "vanish" };

type CallState = "queued" | "initiated" | "answered" | "disconnected";

/** What is settled about a call before it lives. */
export type CallPlan = {
  readonly id: string;
  readonly accountId: string;
  readonly applicationId: string;
  readonly from: string;
  readonly to: string;
  readonly direction: "inbound" | "outbound";
  readonly url: string;
  readonly party: Party;
  readonly callTimeoutSeconds: number;
  readonly callbackTimeoutMs: number;
  /** What follows the answer, or for an inbound call the ringing. */
  readonly opening: Next;
  /** What follows when no verb is left. */
  readonly whenDone: Next;
  /** Where the event about the end goes, and its name. */
  readonly disconnect: { readonly event: string; readonly target: Target } | undefined;
  /** Present when the call asked for machine detection. */
  readonly machineDetection: MachineDetection | undefined;
  /** The call whose Transfer made this one, and what its events say of it. */
  readonly parent: { readonly callId: string; readonly fields: Event["fields"] } | undefined;
};

/** A call as the engine keeps it; it changes in place while the call lives. */
export type Call = CallPlan & {
  readonly enqueuedTime: string;
  readonly transcript: TranscriptLine[];
  state: CallState;
  startTime: string | undefined;
  answerTime: string | undefined;
  endTime: string | undefined;
  lastUpdate: string;
  cause: DisconnectCause | undefined;
  errorMessage: string | undefined;
  errorId: string | undefined;
  tag: string | undefined;
  /** The URL of the last document, for relative URLs of the next. */
  base: string;
  gathers: number;
  steps: number;
  /** What an API request wants instead of what is running. */
  wanted: Next | undefined;
  /** Stops what is running. */
  interrupt: AbortController;
  /** Fires when the party answers. */
  readonly pickedUp: AbortController;
  /** Fires when the call is over. */
  readonly over: AbortController;
  /** Fires when the disconnect event was sent, too. */
  readonly ended: AbortController;
};

export type MachineDetection =
  | { readonly mode: "sync" }
  | { readonly mode: "async"; readonly target: Target | undefined; readonly fallback: Target | undefined };

/** All calls by id, in the order of creation. */
export const callsOf = storeOf((_: World) => new Map<string, Call>());

export const stampCall = (world: World, plan: CallPlan, tag: string | undefined): Call => {
  const now = timestamp(world.clock);
  return {
    ...plan,
    enqueuedTime: now,
    transcript: [],
    state: "queued",
    startTime: undefined,
    answerTime: undefined,
    endTime: undefined,
    lastUpdate: now,
    cause: undefined,
    errorMessage: undefined,
    errorId: undefined,
    gathers: 0,
    steps: 0,
    tag,
    base: plan.opening.kind === "fetch" ? plan.opening.target.url : world.url,
    wanted: undefined,
    interrupt: new AbortController(),
    pickedUp: new AbortController(),
    over: new AbortController(),
    ended: new AbortController(),
  };
};

/** Gives a living call something else to do, at once. A call that is about to end stays so. */
export function interrupt(call: Call, wanted: Next): void {
  if (call.wanted?.kind === "end" || call.state === "disconnected") return;
  call.wanted = wanted;
  call.interrupt.abort();
}

/** Ends a call from outside: a hangup once it was answered, before that a cancellation. */
export const hangUp = (call: Call): void =>
  interrupt(call, { kind: "end", cause: call.state === "answered" ? "hangup" : "cancel" });

/** Moves a call on and stamps the time the new state began. */
export function changeState(world: World, call: Call, state: CallState, detail?: string): void {
  const now = timestamp(world.clock);
  call.state = state;
  call.lastUpdate = now;
  if (state === "initiated") call.startTime = now;
  if (state === "answered") call.answerTime = now;
  note(world, call, "state", detail === undefined ? state : `${state} (${detail})`);
}

/** Adds a line to the call's transcript. */
export function note(world: World, call: Call, kind: TranscriptLine["kind"], text: string): void {
  const line = { callId: call.id, time: timestamp(world.clock), kind, text };
  call.transcript.push(line);
  world.settings.onTranscript(line);
}

/** The call as GET answers it: nullable fields are there, and null. */
export function stateOf(call: Call) {
  return {
    applicationId: call.applicationId,
    accountId: call.accountId,
    callId: call.id,
    parentCallId: call.parent?.callId ?? null,
    to: call.to,
    from: call.from,
    direction: call.direction,
    state: call.state,
    stirShaken: null,
    identity: null,
    enqueuedTime: call.enqueuedTime,
    startTime: call.startTime ?? null,
    answerTime: call.answerTime ?? null,
    endTime: call.endTime ?? null,
    disconnectCause: call.cause ?? null,
    errorMessage: call.errorMessage ?? null,
    errorId: call.errorId ?? null,
    lastUpdate: call.lastUpdate,
  };
}
