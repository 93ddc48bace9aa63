import type { AnsweringParty, Party } from "../outside/party.js";
import type { Target } from "../webhook.js";

/** One thing that takes time or has an effect in a call. Durations are telephone seconds. */
export type Step =
  | { readonly kind: "speak"; readonly text: string; readonly seconds: number }
  | { readonly kind: "play"; readonly url: string; readonly seconds: number }
  | { readonly kind: "wait"; readonly verb: string; readonly seconds: number }
  /** What the party typed at a Gather; empty when it let the time pass. */
  | { readonly kind: "digits"; readonly digits: string; readonly seconds: number }
  | { readonly kind: "dtmf"; readonly digits: string; readonly seconds: number }
  | { readonly kind: "tag"; readonly tag: string; readonly seconds: 0 }
  /** An event whose answer does not matter. */
  | { readonly kind: "notify"; readonly event: Event; readonly target: Target; readonly seconds: 0 };

/** The fields an event has beyond those of its call. */
export type Event = { readonly type: string; readonly fields: Readonly<Record<string, unknown>> };

/** How a document ends: nothing is left of it after any of these. */
export type Ending =
  | { readonly kind: "hangup" }
  | {
      readonly kind: "fetch";
      readonly event: Event;
      readonly target: Target;
      readonly fallback: Target | undefined;
    }
  | { readonly kind: "fail"; readonly cause: "application-error"; readonly message: string };

export type Plan = { readonly steps: readonly Step[]; readonly ending: Ending };

/** What the interpreter may know about the world. */
export type Scene = {
  /** The URL that returned the document; relative URLs start there. */
  readonly base: string;
  readonly callUrl: string;
  readonly party: AnsweringParty;
  /** Who would answer a Transfer. */
  readonly partyOf: (to: string) => Party;
  /** Gathers that ended before this document. */
  readonly gathers: number;
  readonly newId: () => string;
};

/** What verbs so far have left behind for the following ones. */
export type Progress = { readonly gathers: number; readonly heard: readonly string[] };
