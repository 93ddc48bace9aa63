export { ArgumentError } from "./argument-error.js";
export { buildRequest, type WireRequest } from "./build.js";
export { withoutNames } from "./url.js";
