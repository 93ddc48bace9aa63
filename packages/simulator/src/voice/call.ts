import { timestamp } from "../clock.js";
import type { Party } from "../outside/party.js";
import type { TranscriptLine } from "../settings.js";
import type { Target } from "../webhook.js";
import { storeOf, type World } from "../world.js";
import type { Verb } from "./bxml.js";
import type { Event } from "./plan.js";

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
  | "error";

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
  /** Where the first BXML comes from, and the event that asks for it. */
  readonly opening: Extract<Next, { kind: "fetch" }>;
  readonly disconnect: Target | undefined;
  /** Present when the call asked for machine detection. */
  readonly machineDetection: MachineDetection | undefined;
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
  /** Fires when the call is over and its disconnect event was sent. */
  readonly ended: AbortController;
};

/** All calls by id, in the order of creation. */
export const callsOf = storeOf((_: World) => new Map<string, Call>());

export type MachineDetection =
  | { readonly mode: "sync" }
  | { readonly mode: "async"; readonly target: Target | undefined };

/** The call as GET answers it: nullable fields are there, and null. */
export function stateOf(call: Call) {
  return {
    applicationId: call.applicationId,
    accountId: call.accountId,
    callId: call.id,
    parentCallId: null,
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

/** Gives a living call something else to do, at once. A call that is about to end stays so. */
export function interrupt(call: Call, wanted: Next): void {
  if (call.wanted?.kind === "end" || call.state === "disconnected") return;
  call.wanted = wanted;
  call.interrupt.abort();
}

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
