export { type OpenOptions, openStore } from "./open-store.js";
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
