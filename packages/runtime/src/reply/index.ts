export { declaredOutcome } from "./declared.js";
export { acceptEncoding, ReplyError } from "./decompress.js";
export { withoutSecrets } from "./hide-secrets.js";
export type { PagedCall as Asked } from "./paging.js";
export {
  type DecodedBody,
  defaultLimits,
  type RawReply,
  type ReadReply,
  type ReplyLimits,
  readReply,
} from "./read.js";
export { failureBody, failureReason } from "./reason.js";
export { lessSentence } from "./rest.js";
export { failureDetails, successResult } from "./result.js";
export type { ReplyView } from "./view.js";
