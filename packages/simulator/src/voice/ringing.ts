import type { World } from "../world.js";
import type { Verb } from "./bxml.js";
import { type Call, callsOf, changeState, type Event, interrupt, type Next } from "./call.js";
import { outgoingOf, tell } from "./events.js";

const ringMs = 3_000;
const detectionMs = 2_000;

/** A call of a Build account is cut off after half an hour. */
const buildCallMs = 30 * 60 * 1000;

/** From the queue to the answer. Inbound calls ring at the customer, who answers with the first BXML. */
export async function ring(world: World, call: Call, signal: AbortSignal): Promise<Next> {
  await world.clock.sleep(queueMs(world, call), signal);
  // What to do instead is in `wanted`.
  if (signal.aborted) return { kind: "vanish" };
  changeState(world, call, "initiated");
  if (call.direction === "inbound") return call.opening;
  const { party } = call;
  const wait = party.answers ? (party.ringSeconds ?? ringMs / 1000) * 1000 : ringMs;
  const timeout = call.callTimeoutSeconds * 1000;
  const silent = party.answers ? wait > timeout : party.cause === "timeout";
  await world.clock.sleep(silent ? timeout : wait, signal);
  if (signal.aborted) return { kind: "vanish" };
  if (silent) return { kind: "end", cause: "timeout" };
  if (!party.answers) return { kind: "end", cause: party.cause };
  pickUp(world, call);
  return detectMachine(world, call, signal);
}

/** Outbound calls leave the queue one after the other, so many a second. Others wait for nobody. */
function queueMs(world: World, call: Call): number {
  if (call.direction === "inbound" || call.parent) return 100;
  const ahead = [...callsOf(world).values()].filter(
    (other) => other !== call && other.state === "queued" && other.accountId === call.accountId,
  );
  return (ahead.length + 1) * (1000 / world.settings.limits.callsPerSecond);
}

/** Whether a verb leaves an inbound call unanswered. */
export const isBeforeAnswer = ({ name, attributes }: Verb): boolean =>
  name === "Forward" || name === "Hangup" || (name === "Ring" && attributes.get("answerCall") === "false");

/** The call is answered. A party that does not stay hangs up by itself later, whatever is going on then. */
export function pickUp(world: World, call: Call): void {
  changeState(world, call, "answered");
  call.pickedUp.abort();
  const seconds = call.party.answers ? call.party.hangsUpAfterSeconds : undefined;
  if (seconds !== undefined) endLater(world, call, seconds * 1000, { kind: "end", cause: "hangup" });
  if (!world.settings.express) return;
  const message = "calls of a Build account last at most 30 minutes";
  endLater(world, call, buildCallMs, { kind: "end", cause: "account-limit", message });
}

function endLater(world: World, call: Call, delayMs: number, ending: Next): void {
  const signal = AbortSignal.any([call.over.signal, world.closing]);
  world.tasks.start(async () => {
    await world.clock.sleep(delayMs, signal);
    if (!signal.aborted) interrupt(call, ending);
  });
}

/** In sync mode the answer event says who picked up, in async mode an event of its own. */
async function detectMachine(world: World, call: Call, signal: AbortSignal): Promise<Next> {
  const detection = call.machineDetection;
  if (!detection || call.opening.kind !== "fetch") return call.opening;
  const value = call.party.answers ? (call.party.detected ?? "human") : "human";
  const machineDetectionResult = { value, duration: `PT${detectionMs / 1000}S` };
  if (detection.mode === "sync") {
    await world.clock.sleep(detectionMs, signal);
    const event = { ...call.opening.event, fields: { ...call.opening.event.fields, machineDetectionResult } };
    return { ...call.opening, event };
  }
  const { target, fallback } = detection;
  if (target) {
    const event: Event = { type: "machineDetectionComplete", fields: { machineDetectionResult } };
    world.tasks.start(async () => {
      await world.clock.sleep(detectionMs, world.closing);
      if (!world.closing.aborted) await tell(world, outgoingOf(world, call, event), target, fallback);
    });
  }
  return call.opening;
}
