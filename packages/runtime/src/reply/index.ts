export { acceptEncoding, ReplyError } from "./decompress.js";
export {
  type DecodedBody,
  defaultLimits,
  type RawReply,
  type ReadReply,
  type ReplyLimits,
  readReply,
} from "./read.js";
export { failureDetails, successResult } from "./result.js";
