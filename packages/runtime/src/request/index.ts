export { ArgumentError } from "./argument-error.js";
export { buildRequest, type WireRequest } from "./build.js";
