import { code } from "./code.js";

export const configCodes = {
  "config/usage": code<{ problem: string; help: string }>({
    severity: "error",
    message: ({ problem }) => problem,
    fix: ({ help }) => `See \`${help}\`.`,
  }),
  "config/missing-flag": code<{ flag: string; with: string }>({
    severity: "error",
    message: ({ flag, with: other }) => `${other} also needs ${flag}.`,
    fix: "See jackfield generate --help.",
  }),
  "config/spec-only": code<{ flag: string }>({
    severity: "error",
    message: ({ flag }) => `${flag} applies to a description only; a config sets this itself.`,
    fix: "Say it in the config, or name a description.",
  }),
  "config/not-found": code<{ named: boolean }>({
    severity: "error",
    message: ({ named }) => (named ? "This config does not exist." : "There is no config in this folder."),
    fix: "Name a config with --config; where a command takes a description, name one instead.",
  }),
  "config/unreadable": code<{ reason: string }>({
    severity: "error",
    message: ({ reason }) => `Cannot read the config: ${reason}`,
    fix: "A config exports defineConfig({ … }) as default, or is a JSON object.",
  }),
  "config/unknown-option": code<{ option: string; meant?: string }>({
    severity: "error",
    message: ({ option, meant }) =>
      `There is no option ${option}${meant === undefined ? "." : `; did you mean ${meant}?`}`,
    fix: "Correct the name or remove the option.",
  }),
  "config/invalid": code<{ option: string; problem: string }>({
    severity: "error",
    message: ({ option, problem }) => `Option ${option}: ${problem}.`,
    fix: "Correct the value.",
  }),
  "config/sources-lock": code<{ reason: string }>({
    severity: "error",
    message: ({ reason }) => `Not a lock of sources: ${reason}.`,
    fix: "Restore the file, or run `jackfield pull`, which writes it again.",
  }),
  "config/outside": code<{ option: string; path: string }>({
    severity: "error",
    message: ({ option, path }) => `Option ${option}: ${path} leads out of the repository.`,
    fix: "Use a relative path to a place inside the repository that holds the config.",
  }),
  "config/unknown-selection": code<{ problem: string }>({
    severity: "error",
    message: ({ problem }) => problem,
    fix: "Correct the name; jackfield inspect shows the tools and the profiles.",
  }),
} as const;

/** Of hand-written tools. */
export const toolsCodes = {
  "tools/no-match": code<{ pattern: string }>({
    severity: "error",
    message: ({ pattern }) => `No file matches ${pattern}, which the config lists under tools.`,
    fix: "Correct the pattern: it is relative to the config. Files called .test., .spec. and .d. do not count.",
  }),
  "tools/no-tool": code<Record<never, never>>({
    severity: "warning",
    message: () => "This module exports no tool.",
    fix: "Export a tool made with defineTool, or exclude the file with a pattern that begins with `!`.",
  }),
  "tools/unreadable": code<{ problem: string }>({
    severity: "error",
    message: ({ problem }) => `Cannot import this module: ${problem}.`,
    fix: "Correct the module. It is imported once to read the schemas of its tools.",
  }),
  "tools/invalid": code<{ exportName: string; problem: string }>({
    severity: "error",
    message: ({ exportName, problem }) => `The export ${exportName} is not a valid tool: ${problem}.`,
    fix: "Correct it; docs/tools.md shows what a tool needs.",
  }),
  "tools/name-taken": code<{ name: string; owner: string }>({
    severity: "error",
    message: ({ name, owner }) => `The tool name ${name} is already taken by ${owner}.`,
    fix: "Rename this tool, or exclude the other one in the config.",
  }),
} as const;
