import { code } from "./code.js";

export const configCodes = {
  "config/usage": code<{ problem: string; help: string }>({
    severity: "error",
    message: ({ problem }) => problem,
    fix: ({ help }) => `See \`${help}\`.`,
  }),
  "config/no-output": code<{ spec: string }>({
    severity: "error",
    message: ({ spec }) => `The package of ${spec} needs a folder.`,
    fix: "Add --out <folder>; a config names its own.",
  }),
  "config/spec-only": code<{ flag: string }>({
    severity: "error",
    message: ({ flag }) =>
      `${flag} works only with a spec on the command line; a config has its own setting.`,
    fix: "Set it in the config, or name a spec.",
  }),
  "config/not-found": code<{ named: boolean }>({
    severity: "error",
    message: ({ named }) => (named ? "This config does not exist." : "There is no config in this folder."),
    fix: "Pass --config <file>, or name a spec where the command takes one.",
  }),
  "config/unreadable": code<{ reason: string }>({
    severity: "error",
    message: ({ reason }) => `Cannot read the config: ${reason}`,
    fix: "A config is a module whose default export is defineConfig({ … }), or a JSON object.",
  }),
  "config/unknown-option": code<{ option: string; meant?: string }>({
    severity: "error",
    message: ({ option, meant }) =>
      `Unknown option ${option}${meant === undefined ? "." : `; did you mean ${meant}?`}`,
    fix: "Correct the name or remove the option.",
  }),
  "config/invalid": code<{ option: string; problem: string }>({
    severity: "error",
    message: ({ option, problem }) => `Option ${option}: ${problem}.`,
    fix: "Correct the value.",
  }),
  "config/unknown-repair": code<{ code: string; nearest: string | undefined }>({
    severity: "error",
    message: ({ code, nearest }) =>
      `repairs.off names "${code}", which is not a repair${nearest === undefined ? "" : `; did you mean "${nearest}"?`}`,
    fix: "Correct the code or remove it; docs/patches.md lists the built-in repairs.",
  }),
  "config/no-stainless": code<{ problem: string }>({
    severity: "error",
    message: ({ problem }) => `Cannot take names from this file: ${problem}.`,
    fix: "Name the Stainless configuration (stainless.yml or openapi.stainless.yml), or the folder that holds it.",
  }),
  "config/missing-endpoint": code<{ endpoint: string; tool: string }>({
    severity: "warning",
    message: ({ endpoint, tool }) => `${tool} called ${endpoint}, which no spec has, so this tool is gone.`,
    fix: "Use the spec that the server was generated from, or add the operation with an overlay.",
  }),
  "config/sources-lock": code<{ reason: string }>({
    severity: "error",
    message: ({ reason }) => `This is not a lock of sources: ${reason}.`,
    fix: "Restore the file, or run `jackfield pull` to write it again.",
  }),
  "config/outside": code<{ option: string; path: string }>({
    severity: "error",
    message: ({ option, path }) => `Option ${option}: ${path} is outside the repository.`,
    fix: "Use a relative path that stays inside the repository of the config.",
  }),
  "config/unknown-selection": code<{ problem: string }>({
    severity: "error",
    message: ({ problem }) => problem,
    fix: "Correct the name; `jackfield inspect` lists the tools and profiles.",
  }),
} as const;

/** Of hand-written tools. */
export const toolsCodes = {
  "tools/no-match": code<{ pattern: string }>({
    severity: "error",
    message: ({ pattern }) => `No file matches ${pattern}, which the config lists under tools.`,
    fix: "Correct the pattern, which is relative to the config. Files with .test., .spec. or .d. in their names are ignored.",
  }),
  "tools/no-tool": code<Record<never, never>>({
    severity: "warning",
    message: () => "This module exports no tool.",
    fix: "Export a tool made with defineTool, or exclude the file with a pattern that begins with `!`.",
  }),
  "tools/no-guide": code<{ problem: string }>({
    severity: "error",
    message: ({ problem }) => `This module gives no guide: ${problem}.`,
    fix: "Export `guide`, the one that the extension of the package has, or correct guide in the config.",
  }),
  "tools/unreadable": code<{ problem: string }>({
    severity: "error",
    message: ({ problem }) => `Cannot import this module: ${problem}.`,
    fix: "Fix the module. Jackfield imports it once to read the schemas of its tools.",
  }),
  "tools/invalid": code<{ exportName: string; problem: string }>({
    severity: "error",
    message: ({ exportName, problem }) => `The export ${exportName} is not a valid tool: ${problem}.`,
    fix: "Fix the export; docs/tools.md shows what a tool needs.",
  }),
  "tools/name-taken": code<{ name: string; owner: string }>({
    severity: "error",
    message: ({ name, owner }) => `The tool name ${name} is already taken by ${owner}.`,
    fix: "Rename this tool, or exclude the other one in the config.",
  }),
} as const;

/** Packages and files that the config names under `plugins`. */
export const pluginCodes = {
  "plugins/unreadable": code<{ plugin: string; problem: string }>({
    severity: "error",
    message: ({ plugin, problem }) => `Cannot load plugin "${plugin}": ${problem}.`,
    fix: "Install the package next to the config, or correct its name; files start with ./",
  }),
  "plugins/invalid": code<{ plugin: string; problem: string }>({
    severity: "error",
    message: ({ plugin, problem }) => `Plugin "${plugin}": ${problem}.`,
    fix: "A plugin is a module whose default export is definePlugin({ repairs, lintRules, pages }); see docs/plugins.md.",
  }),
  "plugins/failed": code<{ part: string; problem: string }>({
    severity: "error",
    message: ({ part, problem }) => `${part} of a plugin failed: ${problem}.`,
    fix: "Correct the plugin, or remove it from the config.",
  }),
} as const;
