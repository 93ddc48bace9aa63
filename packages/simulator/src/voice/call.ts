import type { TranscriptLine } from "../options.js";
import type { Target } from "../webhook.js";
import type { Verb } from "./bxml.js";
import type { Event } from "./interpreter.js";
import type { Party } from "./party.js";

/** Causes the simulator gives; the vendor's list is open. */
export type DisconnectCause =
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

export type CallState = "queued" | "initiated" | "answered" | "disconnected";

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
