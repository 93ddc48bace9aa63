import type { World } from "../world.js";
import type { Call, Next } from "./call.js";
import { changeState, interrupt } from "./call.js";
import { tell } from "./events.js";

const queueMs = 100;
const ringMs = 3_000;
const detectionMs = 2_000;

/** From the queue to the answer. Inbound calls ring at the customer, who answers with the first BXML. */
export async function ring(world: World, call: Call, signal: AbortSignal): Promise<Next> {
  await world.clock.sleep(queueMs, signal);
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

/** The call is answered. A party that does not stay hangs up by itself later, whatever is going on then. */
export function pickUp(world: World, call: Call): void {
  changeState(world, call, "answered");
  const seconds = call.party.answers ? call.party.hangsUpAfterSeconds : undefined;
  if (seconds === undefined) return;
  const signal = AbortSignal.any([call.ended.signal, world.closing]);
  world.tasks.start(async () => {
    await world.clock.sleep(seconds * 1000, signal);
    if (!signal.aborted) interrupt(call, { kind: "end", cause: "hangup" });
  });
}

/** The party is always human: in sync mode the answer event says so, in async mode an event of its own. */
async function detectMachine(world: World, call: Call, signal: AbortSignal): Promise<Next> {
  const detection = call.machineDetection;
  if (!detection) return call.opening;
  const machineDetectionResult = { value: "human", duration: `PT${detectionMs / 1000}S` };
  if (detection.mode === "sync") {
    await world.clock.sleep(detectionMs, signal);
    const event = { ...call.opening.event, fields: { ...call.opening.event.fields, machineDetectionResult } };
    return { ...call.opening, event };
  }
  const { target } = detection;
  if (target) {
    const event = { type: "machineDetectionComplete", fields: { machineDetectionResult } };
    world.tasks.start(async () => {
      await world.clock.sleep(detectionMs, world.closing);
      if (!world.closing.aborted) await tell(world, call, event, target);
    });
  }
  return call.opening;
}
