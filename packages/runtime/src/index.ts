export { type Caller, type CallerOptions, createCaller } from "./call.js";
export {
  type CredentialVariable,
  type DescribedScheme,
  describeSchemes,
} from "./credentials/describe.js";
export { authorizationVariable, type CredentialSettings } from "./credentials/index.js";
export type { Clock } from "./credentials/token.js";
export type { OpenFile } from "./file-arguments.js";
export { checkHosts, type HostSettings } from "./hosts.js";
export { type Message, type MessageChannel, serveMcp } from "./mcp.js";
export type { ReplyLimits } from "./reply/index.js";
export {
  type Mode,
  modes,
  type Offer,
  type OfferOptions,
  offerTools,
  searchListing,
} from "./search/offer.js";
export { createRanker, type Hit, type Ranker } from "./search/rank.js";
export { commaList, type Selection, type SelectionRequest, selectTools } from "./select.js";
