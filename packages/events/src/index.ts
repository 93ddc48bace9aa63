export type { Check } from "./checks.js";
export { type OpenOptions, openStore } from "./open-store.js";
export { type Path, type ReceiverOptions, type Recipient, receiver, type Webhook } from "./receiver.js";
export {
  defaultLimits,
  type EventStore,
  EventTooLarge,
  type Limits,
  type NewEvent,
  type Now,
  type Page,
  type Query,
  type StoredEvent,
  StoreUnavailable,
} from "./store.js";
