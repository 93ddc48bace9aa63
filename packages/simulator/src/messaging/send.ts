import { timestamp } from "../clock.js";
import { type AppRecord, inboundMessageTarget, messageStatusTarget } from "../dashboard/app-record.js";
import { applicationsFor, isLinked, ownsNumber } from "../dashboard/state.js";
import { tooMany } from "../limits.js";
import type { Outcome } from "../outcome.js";
import { failed, type Receipt } from "../outside/receipt.js";
import { storeOf, type World } from "../world.js";
import { deliverEvent } from "./delivery.js";
import { type ListedMessage, messages } from "./listing.js";
import { type CreateMessage, segmentsOf } from "./message.js";

/** How long a message is on its way, in telephone time. */
const transitMs = 1_000;

/** The 429 when the queue of the account is full. */
export function queueLimit(world: World, accountId: string): Outcome | undefined {
  const most = 15 * world.settings.limits.messagesPerMinute;
  return waitingIn(world, accountId) >= most
    ? tooMany("Your account's message queue is full.", 60)
    : undefined;
}

const waitingIn = (world: World, accountId: string): number => queueOf(world).get(accountId) ?? 0;

/** How many messages of each account have not left yet. */
const queueOf = storeOf((_: World) => new Map<string, number>());

/** Messages leave one after the other, so many a minute. */
async function queue(world: World, accountId: string): Promise<void> {
  const ahead = waitingIn(world, accountId);
  queueOf(world).set(accountId, ahead + 1);
  await world.clock.sleep((ahead + 1) * (60_000 / world.settings.limits.messagesPerMinute), world.closing);
  queueOf(world).set(accountId, waitingIn(world, accountId) - 1);
}

/** Takes a message on, answers what the API answers, and sends it on its way to each recipient. */
export function sendMessage(world: World, accountId: string, wanted: CreateMessage) {
  const accepted = bodyOf(world, wanted);
  world.counters.messagesAccepted += 1;
  for (const to of wanted.to) {
    const entry = entryOf(accountId, accepted, wanted, to);
    messages(world).push(entry);
    world.tasks.start(() => arrive(world, entry, accepted, to));
  }
  return accepted;
}

type Accepted = ReturnType<typeof bodyOf>;

function bodyOf(world: World, wanted: CreateMessage) {
  return {
    id: world.settings.newId(),
    owner: wanted.from,
    applicationId: wanted.applicationId,
    time: timestamp(world.clock),
    segmentCount: segmentsOf(wanted.text),
    direction: "out",
    to: wanted.to,
    from: wanted.from,
    text: wanted.text,
    media: wanted.media,
    tag: wanted.tag,
    priority: wanted.priority,
    expiration: wanted.expiration,
  };
}

function entryOf(accountId: string, accepted: Accepted, wanted: CreateMessage, to: string): ListedMessage {
  return {
    messageId: accepted.id,
    accountId,
    sourceTn: wanted.from,
    destinationTn: to,
    messageStatus: "SENDING",
    messageDirection: "OUTBOUND",
    messageType: wanted.media.length > 0 || wanted.to.length > 1 ? "mms" : "sms",
    segmentCount: accepted.segmentCount,
    receiveTime: accepted.time,
    carrierName: null,
    messageLength: wanted.text.length,
    attachmentCount: wanted.media.length,
    recipientCount: wanted.to.length,
  };
}

async function arrive(world: World, entry: ListedMessage, accepted: Accepted, to: string): Promise<void> {
  await queue(world, entry.accountId);
  await world.clock.sleep(transitMs, world.closing);
  if (world.closing.aborted) return;
  const application = messagingApplication(world, entry.accountId, accepted.applicationId);
  // Messages of an application without a location vanish.
  if (application && !isLinked(world, entry.accountId, application)) return;
  if (application && entry.messageType === "mms")
    await reportSending(world, application, entry, accepted, to);
  const receipt = receiptFor(world, entry.accountId, accepted.from, to);
  entry.messageStatus = receipt.delivered ? "DELIVERED" : "FAILED";
  if (!receipt.delivered) entry.errorCode = receipt.errorCode;
  if (!application) return;
  // Status events never repeat the text.
  const message = { ...accepted, text: "", channel: entry.messageType.toUpperCase() };
  const outcome = receipt.delivered
    ? { type: "message-delivered", description: "ok" }
    : { type: "message-failed", description: receipt.description, errorCode: receipt.errorCode };
  const target = messageStatusTarget(application, outcome.type);
  if (target) await deliverEvent(world, target, { ...outcome, to, message });
}

/** Of MMS, and only where the application asks for this event by name. */
async function reportSending(
  world: World,
  application: AppRecord,
  entry: ListedMessage,
  accepted: Accepted,
  to: string,
): Promise<void> {
  const wanted = application.fields.get("RequestedCallbackTypes");
  if (wanted?.kind !== "types" || !wanted.types.includes("message-sending")) return;
  const target = messageStatusTarget(application, "message-sending");
  const message = { ...accepted, text: "", channel: entry.messageType.toUpperCase() };
  const event = { type: "message-sending", description: "Message is sending to carrier", to, message };
  if (target) await deliverEvent(world, target, event);
}

function receiptFor(world: World, account: string, from: string, to: string): Receipt {
  return (ownsNumber(world, account, from) ? undefined : failed("4405")) ?? world.settings.receipt(to);
}

/** The messaging application of an account with this id. */
export function messagingApplication(world: World, account: string, id: string): AppRecord | undefined {
  return applicationsFor(world, account, "messaging").find((application) => application.id === id);
}

/** A text that somebody sends to a number of the account. */
export type InboundMessage = {
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly media?: readonly string[];
  /** Default: the first messaging application. */
  readonly applicationId?: string;
  /** Default: the first account. */
  readonly accountId?: string;
};

/** Hands an inbound message to the application's callback URL and lists it. Answers its id. */
export function receiveMessage(world: World, inbound: InboundMessage): string {
  const account = inbound.accountId ?? world.settings.accounts[0] ?? "";
  const application = inbound.applicationId
    ? messagingApplication(world, account, inbound.applicationId)
    : applicationsFor(world, account, "messaging")[0];
  if (!application) throw new Error("an inbound message needs a messaging application");
  const { from, to, text, media = [] } = inbound;
  const plain = { tag: undefined, priority: undefined, expiration: undefined };
  const wanted = { applicationId: application.id, from, to: [to], text, media, ...plain };
  const body = bodyOf(world, wanted);
  const entry = entryOf(account, body, wanted, to);
  messages(world).push({ ...entry, messageStatus: "DELIVERED", messageDirection: "INBOUND" });
  const message = { ...body, owner: to, direction: "in", channel: entry.messageType.toUpperCase() };
  const event = { type: "message-received", to, description: "Incoming message received", message };
  const target = inboundMessageTarget(application);
  // Without a location nobody hands a message on.
  if (target && isLinked(world, account, application)) {
    world.tasks.start(() => deliverEvent(world, target, event));
  }
  return body.id;
}
