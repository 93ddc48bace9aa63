import type { ConfigInput } from "./schema.js";

/** Gives a config file its types: `export default defineConfig({ … })`. */
export const defineConfig = (config: ConfigInput): ConfigInput => config;
