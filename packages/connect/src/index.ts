export { type Bridge, type BridgeEnd, type BridgeOptions, createBridge } from "./bridge/bridge.js";
export { type Clock, systemClock } from "./clock.js";
export { type Choice, createLink } from "./link/choose.js";
export type { Link, LinkSettings } from "./link/settings.js";
