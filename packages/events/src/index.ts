/**
 * Webhooks in, a log of events with cursors, replies that the first writer wins.
 *
 * A server package declares its webhooks as data in `Extension.webhooks`: path, check of the sender, name of the event,
 * key of the delivery. A `LiveWebhook` also has an `answer`, for vendors that wait for one, as those of a live call:
 *
 *     export const extension: Extension = {
 *       webhooks: [
 *         { path: "messages", check: { kind: "path" }, name: { field: ["type"] }, isList: true,
 *           key: [{ field: ["message", "id"] }, { field: ["type"] }, { field: ["to"] }] },
 *         { path: "voice", check: { kind: "basic", username: "BW_CALLBACK_USERNAME", password: "BW_CALLBACK_PASSWORD",
 *             optional: true },
 *           name: { field: ["eventType"] }, late: holding, unstored: holding, deadlineMilliseconds: 8_000,
 *           answer: async ({ data }, { events, signal }) => …  },
 *       ],
 *     };
 *
 * Hand-written tools read and answer through `CallContext.events` (an `EventReader` of the caller's tenant); it is absent
 * where the operator has events switched off. `events.urlOf(path)` and `events.callbackOf(path)` give the addresses to
 * register with the vendor.
 */
export { type Addressee, type Addresses, type Credentials, createAddresses } from "./addresses.js";
export type { DeliverOptions } from "./deliver.js";
export { type OpenOptions, openStore } from "./open-store.js";
export { eventReader, type ReaderOptions } from "./reader.js";
export { type ReceiverOptions, type Recipient, receiver } from "./receiver.js";
export {
  defaultLimits,
  type EventStore,
  EventTooLarge,
  type Limits,
  type NewEvent,
  type Now,
  type Query,
  redisReason,
  StoreUnavailable,
} from "./store.js";
export { createSubscriptions, type SubscriptionsOptions } from "./subscriptions.js";
