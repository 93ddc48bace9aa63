import { timestamp } from "../clock.js";
import { type Delivery, deliver, type Target } from "../webhook.js";
import type { World } from "../world.js";
import { maxBxmlBytes, readBxml, type Verb } from "./bxml.js";
import type { Call, Event } from "./call.js";

const userAgent = "bandwidth-simulator";

/** Events about something that ended. */
const withEndTime: ReadonlySet<string> = new Set([
  "disconnect",
  "transferDisconnect",
  "recordComplete",
  "recordingAvailable",
]);

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
    ...(call.parent && { parentCallId: call.parent.callId, ...call.parent.fields }),
    ...event.fields,
  };
  const absent = missing.get(event.type);
  const present = Object.entries(body).filter(([name, value]) => value !== undefined && name !== absent);
  return Object.fromEntries(present);
}

/** An event about a call, ready to be sent. */
export type Outgoing = { readonly event: string; readonly body: unknown; readonly timeoutMs: number };

export const outgoingOf = (world: World, call: Call, event: Event): Outgoing => ({
  event: event.type,
  body: eventBody(call, event, timestamp(world.clock)),
  timeoutMs: call.callbackTimeoutMs,
});

/** What the customer answered to an event that asks for BXML. */
type BxmlAnswer =
  | { readonly kind: "bxml"; readonly verbs: readonly Verb[]; readonly base: string }
  | { readonly kind: "invalid"; readonly reason: string }
  | { readonly kind: "undelivered"; readonly reason: string }
  /** 204, where that is allowed. */
  | { readonly kind: "nothing" };

type Question = {
  readonly target: Target;
  readonly fallback: Target | undefined;
  /** True for events of conferences, which may be answered with 204. */
  readonly mayBeEmpty?: boolean;
};

/** Asks the customer for BXML; 200 and application/xml deliver it, everything else sends us to the fallback. */
export async function ask(
  world: World,
  outgoing: Outgoing,
  { target, fallback, mayBeEmpty = false }: Question,
  signal: AbortSignal,
): Promise<BxmlAnswer> {
  const first = judged(world, await send(world, outgoing, target, signal), target, mayBeEmpty);
  if (first.kind !== "undelivered" || !fallback || signal.aborted) return first;
  return judged(world, await send(world, outgoing, fallback, signal), fallback, mayBeEmpty);
}

function judged(world: World, delivery: Delivery, { url }: Target, mayBeEmpty: boolean): BxmlAnswer {
  if (delivery.kind === "failed") {
    const kind = delivery.reason === "too-large" ? "invalid" : "undelivered";
    return { kind, reason: kind === "invalid" ? delivery.text : `${url}: ${delivery.text}` };
  }
  if (mayBeEmpty && delivery.status >= 200 && delivery.status < 300 && delivery.body.length === 0) {
    return { kind: "nothing" };
  }
  if (delivery.status !== 200) return { kind: "undelivered", reason: `${url} answered ${delivery.status}` };
  if (delivery.contentType !== "application/xml") {
    const type = delivery.contentType || "no Content-Type";
    return { kind: "undelivered", reason: `${url} answered ${type} instead of application/xml` };
  }
  const document = readBxml(delivery.body, ["Response"], world.settings);
  return document.ok
    ? { kind: "bxml", verbs: document.value, base: url }
    : { kind: "invalid", reason: `${url}: ${document.fault}` };
}

/**
 * Sends an event whose answer does not matter. A broken connection is tried once more, and then the fallback, where the
 * event has one.
 */
export async function tell(
  world: World,
  outgoing: Outgoing,
  target: Target,
  fallback?: Target,
): Promise<void> {
  const failed = (delivery: Delivery) => delivery.kind === "failed" && delivery.reason === "connection";
  if (!failed(await send(world, outgoing, target, world.closing))) return;
  if (!failed(await send(world, outgoing, target, world.closing)) || !fallback) return;
  await send(world, outgoing, fallback, world.closing);
}

const send = (world: World, outgoing: Outgoing, target: Target, signal: AbortSignal): Promise<Delivery> =>
  deliver(world, { ...outgoing, target, userAgent, maxBytes: maxBxmlBytes + 1 }, signal);
