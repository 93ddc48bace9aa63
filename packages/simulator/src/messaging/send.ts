import { timestamp } from "../clock.js";
import type { Application } from "../options.js";
import type { World } from "../world.js";
import { deliverEvent } from "./delivery.js";
import type { ListedMessage } from "./listing.js";
import { type CreateMessage, segmentsOf } from "./message.js";
import { failed, type Receipt } from "./receipt.js";

/** How long a message is on its way, in telephone time. */
const transitMs = 1_000;

/** Takes a message on, answers what the API answers, and sends it on its way to each recipient. */
export function sendMessage(world: World, accountId: string, wanted: CreateMessage) {
  const accepted = bodyOf(world, wanted);
  world.counters.messagesAccepted += 1;
  for (const to of wanted.to) {
    const entry = entryOf(accountId, accepted, wanted, to);
    world.messages.push(entry);
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
  await world.clock.sleep(transitMs, world.closing);
  if (world.closing.aborted) return;
  const receipt = receiptFor(world, accepted.from, to);
  entry.messageStatus = receipt.delivered ? "DELIVERED" : "FAILED";
  if (!receipt.delivered) entry.errorCode = receipt.errorCode;
  const application = messagingApplication(world, accepted.applicationId);
  if (!application) return;
  // Status events never repeat the text.
  const message = { ...accepted, text: "", channel: entry.messageType.toUpperCase() };
  const outcome = receipt.delivered
    ? { type: "message-delivered", description: "ok" }
    : { type: "message-failed", description: receipt.description, errorCode: receipt.errorCode };
  const url = application.statusCallbackUrl ?? application.callbackUrl;
  await deliverEvent(world, application, url, { ...outcome, to, message });
}

function receiptFor(world: World, from: string, to: string): Receipt {
  const { numbers, receipt } = world.settings;
  const foreign = numbers.length > 0 && !numbers.includes(from);
  return (foreign ? failed("4405") : undefined) ?? receipt(to);
}

/** The messaging application with this id. */
export function messagingApplication(world: World, id: string): Application | undefined {
  return world.settings.applications.find((app) => app.kind === "messaging" && app.id === id);
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
  const { applications, accounts } = world.settings;
  const first = applications.find((app) => app.kind === "messaging");
  const application = inbound.applicationId ? messagingApplication(world, inbound.applicationId) : first;
  if (!application) throw new Error("an inbound message needs a messaging application");
  const { from, to, text, media = [] } = inbound;
  const plain = { tag: undefined, priority: undefined, expiration: undefined };
  const wanted = { applicationId: application.id, from, to: [to], text, media, ...plain };
  const body = bodyOf(world, wanted);
  const entry = entryOf(inbound.accountId ?? accounts[0] ?? "", body, wanted, to);
  world.messages.push({ ...entry, messageStatus: "DELIVERED", messageDirection: "INBOUND" });
  const message = { ...body, owner: to, direction: "in", channel: entry.messageType.toUpperCase() };
  const event = { type: "message-received", to, description: "Incoming message received", message };
  world.tasks.start(() => deliverEvent(world, application, application.callbackUrl, event));
  return body.id;
}
