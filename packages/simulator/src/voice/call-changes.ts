import { timestamp } from "../clock.js";
import type { TranscriptLine } from "../options.js";
import type { World } from "../world.js";
import type { Call, CallState, Next } from "./call.js";

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
