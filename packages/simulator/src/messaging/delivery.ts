import { timestamp } from "../clock.js";
import { deliver, type Target } from "../webhook.js";
import type { World } from "../world.js";

/** One status or inbound event. */
type MessageEvent = {
  readonly type: string;
  readonly to: string;
  readonly description: string;
  readonly errorCode?: number;
  readonly message: Readonly<Record<string, unknown>>;
};

const answerTimeoutMs = 10_000;
const maxAnswerBytes = 64 * 1024;

/** Delivers an event, again and again until the customer answers 2xx or the retries are used up. */
export async function deliverEvent(world: World, target: Target, event: MessageEvent): Promise<void> {
  const outgoing = {
    event: event.type,
    // Always an array, of a single event.
    body: [{ time: timestamp(world.clock), ...event }],
    target,
    timeoutMs: answerTimeoutMs,
    userAgent: "BandwidthAPI/v2",
    maxBytes: maxAnswerBytes,
  } as const;
  for (const delay of [0, ...world.settings.messageRetryDelaysMs]) {
    await world.clock.sleep(delay, world.closing);
    if (world.closing.aborted) return;
    const delivery = await deliver(world, outgoing, world.closing);
    if (delivery.kind === "reply" && delivery.status >= 200 && delivery.status < 300) return;
  }
}
