import { timestamp } from "../clock.js";
import { type Delivery, deliver, type Target } from "../webhook.js";
import type { World } from "../world.js";
import { maxBxmlBytes } from "./bxml.js";
import type { Call } from "./call.js";
import type { Event } from "./plan.js";

const userAgent = "bandwidth-simulator";

/** Events that tell when something ended. */
const withEndTime: ReadonlySet<string> = new Set(["disconnect", "recordComplete", "recordingAvailable"]);

/** Fields of the call that an event does not have. */
const missing: ReadonlyMap<string, string> = new Map([
  ["initiate", "tag"],
  ["recordingAvailable", "answerTime"],
]);

/** The body of a voice webhook: the call's own fields, as far as they are set, and those of the event. */
function eventBody(call: Call, event: Event, now: string): Readonly<Record<string, unknown>> {
  const body: Record<string, unknown> = {
    eventType: event.type,
    eventTime: now,
    accountId: call.accountId,
    applicationId: call.applicationId,
    from: call.from,
    to: call.to,
    direction: call.direction,
    callId: call.id,
    callUrl: call.url,
    enqueuedTime: call.direction === "outbound" ? call.enqueuedTime : undefined,
    startTime: call.startTime,
    answerTime: call.answerTime,
    endTime: withEndTime.has(event.type) ? (call.endTime ?? now) : undefined,
    tag: call.tag,
    ...event.fields,
  };
  const absent = missing.get(event.type);
  const present = Object.entries(body).filter(([name, value]) => value !== undefined && name !== absent);
  return Object.fromEntries(present);
}

/** Asks the customer for BXML. The caller judges the answer. */
export function ask(
  world: World,
  call: Call,
  event: Event,
  target: Target,
  signal: AbortSignal,
): Promise<Delivery> {
  return deliver(world, messageOf(world, call, event, target, maxBxmlBytes + 1), signal);
}

/** Tells the customer something. The answer does not matter; a broken connection is tried once more. */
export async function tell(world: World, call: Call, event: Event, target: Target): Promise<void> {
  const message = messageOf(world, call, event, target, maxBxmlBytes);
  const first = await deliver(world, message, world.closing);
  if (first.kind === "failed" && first.reason === "connection") await deliver(world, message, world.closing);
}

function messageOf(world: World, call: Call, event: Event, target: Target, maxBytes: number) {
  const body = eventBody(call, event, timestamp(world.clock));
  return { event: event.type, body, target, timeoutMs: call.callbackTimeoutMs, userAgent, maxBytes };
}
