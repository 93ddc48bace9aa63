export type { Clock } from "./clock.js";
export {
  type Claims,
  type ConfirmPolicy,
  confirmPolicies,
  memoryClaims,
  stateDown,
} from "./consent.js";
export type { CredentialSettings } from "./credentials/index.js";
export { createEngine, type Engine } from "./engine.js";
export { type EventKind, type EventSource, kindsOf, occurrence } from "./events/draft.js";
export { eventTools } from "./events/tools.js";
export type { OpenFile } from "./file-arguments.js";
export { checkHosts, type HostSettings } from "./hosts.js";
export type { OpenReply, SendOptions, Transport } from "./http/transport.js";
export { noBatches, takesBatches } from "./mcp/batches.js";
export type { HttpAnswer } from "./mcp/call-channel.js";
export type { CallerIdentity } from "./mcp/caller.js";
export {
  type CallerOf,
  type HttpDoor,
  type HttpDoorOptions,
  httpHandler,
} from "./mcp/http.js";
export type { RequestSource } from "./mcp/http-request.js";
export { type Message, type MessageChannel, parseMessage } from "./mcp/message.js";
export { type ChannelOptions, serveChannel } from "./mcp/server.js";
export {
  memorySessions,
  type SessionBounds,
  type SessionStore,
  type StoredSession,
  type Subscriptions,
  usualBounds,
} from "./mcp/session-store.js";
export {
  listingOf,
  type Meta,
  type Mode,
  modes,
  type Offer,
  type OfferOptions,
  offerTools,
} from "./offer.js";
export { withAskedKeys, withSuppliedHeaders } from "./operator-values.js";
export type { ReplyLimits } from "./reply/index.js";
export type { WireRequest } from "./request/index.js";
export type { Listing } from "./search/listing.js";
export { createRanker, type Hit, type Ranker } from "./search/rank.js";
export { commaList, type Selection, type SelectionRequest, selectTools } from "./select.js";
export type { CallOptions, Session, TraceContext } from "./session.js";
export type { Admit, EngineParts, EngineSettings } from "./settings.js";
export { memoryUpdates, type Update, type Updates } from "./updates.js";
