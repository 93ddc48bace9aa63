import { code } from "./code.js";

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
