export { complete, prefixOf } from "./complete.js";
export { type Flags, fromFlags, nameFrom } from "./flags.js";
export { createImporter, defaultOf, importFault } from "./importer.js";
export { configFileIn, loadConfig } from "./load.js";
export { isInside, shownPath } from "./paths.js";
export type { Config, Limits, LintProfile } from "./schema.js";
export { type ConfigInput, configSchema, lintProfiles } from "./schema.js";
export { accessOf, copyOf, type SourceAccess, type WatchedSource, watchedSources } from "./sources.js";
export { webhookOptions } from "./webhooks.js";
