import type { Repair } from "../2-patch/index.js";
import type { Page } from "../5-emit/index.js";
import type { OwnLintRule } from "../lint/index.js";

/** What a package can bring; each part may be left out. */
export type Plugin = {
  readonly repairs?: readonly Repair[];
  readonly lintRules?: readonly OwnLintRule[];
  readonly pages?: readonly Page[];
};

/** The parts of all plugins of a config, in its order. */
export type PluginParts = Required<Plugin>;
