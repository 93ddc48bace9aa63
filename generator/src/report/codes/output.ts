import { code } from "./code.js";

export const outputCodes = {
  "emit/no-types": code<{ api: string; problem: string }>({
    severity: "error",
    errorClass: "findings",
    message: ({ api, problem }) => `The static types of ${api} could not be printed: ${problem}.`,
    fix: "Report it with the description; the tools themselves are not affected.",
  }),
  "write/unsafe-path": code<{ path: string }>({
    severity: "error",
    message: ({ path }) => `${path} does not lie inside the output folder, so nothing was written.`,
    fix: "Report it with the description.",
  }),
  "write/not-parsable": code<{ path: string; line: number; problem: string }>({
    severity: "error",
    message: ({ path, line, problem }) =>
      `${path}:${line} is not valid TypeScript (${problem}), so nothing was written.`,
    fix: "Report it with the description.",
  }),
  "write/foreign-file": code<{ path: string }>({
    severity: "error",
    message: ({ path }) =>
      `${path} was not made by an earlier run and would be lost, so nothing was written.`,
    fix: "Move it away, or write to another place.",
  }),
  "write/edited-file": code<{ path: string }>({
    severity: "error",
    message: ({ path }) =>
      `${path} was changed since the last run and would be lost, so nothing was written.`,
    fix: "Move the change to the config, a patch or a file of your own, then delete this file: it is written again.",
  }),
  "write/folder-refused": code<{ reason: string }>({
    severity: "error",
    message: ({ reason }) => `Nothing is written to this folder: ${reason}.`,
    fix: "Choose another output folder.",
  }),
  "write/symbolic-link": code<{ path: string }>({
    severity: "error",
    message: ({ path }) => `${path} is a symbolic link, so nothing was written.`,
    fix: "Put a real file or folder in its place, or choose another output folder.",
  }),
  "write/locked": code<{ by: string }>({
    severity: "error",
    message: ({ by }) => `Another run (${by}) is writing to this folder.`,
    fix: "Wait for it; if there is none, delete .jackfield.lock in the folder.",
  }),
  "write/failed": code<{ problem: string }>({
    severity: "error",
    message: ({ problem }) => `The output could not be written: ${problem}.`,
    fix: "Make room or correct the permissions, and run the command again: it completes what was begun.",
  }),
  "write/stale": code<{
    path: string;
    missing: boolean;
    differences?: string;
    mend: string;
    newer?: boolean;
  }>({
    severity: "error",
    errorClass: "findings",
    message: ({ path, missing, differences }) =>
      missing
        ? `${path} is missing.`
        : `${path} is out of date${differences === undefined ? "." : `: ${differences}.`}`,
    fix: ({ mend, newer }) =>
      newer === true
        ? "A newer version of Jackfield wrote it: install that one."
        : `Run \`${mend}\`, review the difference and commit it.`,
  }),
  "build/mixed": code<{ path: string; more: number }>({
    severity: "error",
    message: ({ path, more }) =>
      `${path}${more > 0 ? ` and ${more} more files are` : " is"} not as the last run wrote it, so nothing was built.`,
    fix: "Run `jackfield generate` again: it completes what was interrupted and names what was changed.",
  }),
  "build/no-entry": code<{ tried: string }>({
    severity: "error",
    message: ({ tried }) => `There is no server to build here: neither ${tried} exists.`,
    fix: "Name a folder that `jackfield generate` made.",
  }),
  "build/failed": code<{ problem: string }>({
    severity: "error",
    message: ({ problem }) => `The bundle could not be made: ${problem}.`,
    fix: "Correct the file named above, or run `jackfield generate` again.",
  }),
} as const;
