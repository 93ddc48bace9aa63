import { code } from "./code.js";

export const outputCodes = {
  "emit/page-taken": code<{ path: string }>({
    severity: "error",
    errorClass: "usage",
    message: ({ path }) => `A plugin adds the page ${path}, but the generator writes a file of that name.`,
    fix: "Give the page another path.",
  }),
  "emit/no-types": code<{ api: string; problem: string }>({
    severity: "error",
    errorClass: "findings",
    message: ({ api, problem }) => `The static types of ${api} could not be printed: ${problem}.`,
    fix: "This is a bug in Jackfield: report it with the spec. The tools themselves are not affected.",
  }),
  "write/unsafe-path": code<{ path: string }>({
    severity: "error",
    message: ({ path }) => `${path} is outside the output folder, so nothing was written.`,
    fix: "This is a bug in Jackfield: report it with the spec.",
  }),
  "write/not-parsable": code<{ path: string; line: number; problem: string }>({
    severity: "error",
    message: ({ path, line, problem }) =>
      `${path}:${line} is not valid TypeScript (${problem}), so nothing was written.`,
    fix: "This is a bug in Jackfield: report it with the spec.",
  }),
  "write/foreign-file": code<{ path: string }>({
    severity: "error",
    message: ({ path }) =>
      `${path} is not a file of an earlier run and would be overwritten, so nothing was written.`,
    fix: "Move the file, or choose another output folder.",
  }),
  "write/edited-file": code<{ path: string }>({
    severity: "error",
    message: ({ path }) =>
      `${path} was edited since the last run and would be overwritten, so nothing was written.`,
    fix: "Move your edit to the config, an overlay or a file of your own, then delete this file and run the command again.",
  }),
  "write/folder-refused": code<{ reason: string }>({
    severity: "error",
    message: ({ reason }) => `Cannot write to this folder: ${reason}.`,
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
    fix: "Wait until it ends; if no other run is active, delete .jackfield.lock in the folder.",
  }),
  "write/failed": code<{ problem: string }>({
    severity: "error",
    message: ({ problem }) => `Cannot write the output: ${problem}.`,
    fix: "Free disk space or correct the permissions, then run the command again; it completes the output.",
  }),
  "write/stale": code<{
    path: string;
    missing: boolean;
    differences?: string;
    refreshCommand: string;
    newer?: boolean;
  }>({
    severity: "error",
    errorClass: "findings",
    message: ({ path, missing, differences }) =>
      missing
        ? `${path} is missing.`
        : `${path} is out of date${differences === undefined ? "." : `: ${differences}.`}`,
    fix: ({ refreshCommand, newer }) =>
      newer === true
        ? "A newer version of Jackfield wrote it: install that version."
        : `Run \`${refreshCommand}\`, review the difference and commit it.`,
  }),
  "build/mixed": code<{ path: string; more: number }>({
    severity: "error",
    message: ({ path, more }) =>
      `${path}${more > 0 ? ` and ${more} more files` : ""} changed since the last run, so nothing was built.`,
    fix: "Run `jackfield generate` again: it completes an interrupted run and names edited files.",
  }),
  "build/no-entry": code<{ tried: string }>({
    severity: "error",
    errorClass: "input",
    message: ({ tried }) => `There is no server to build here: neither ${tried} exists.`,
    fix: "Name a folder that `jackfield generate` made.",
  }),
  "build/failed": code<{ problem: string }>({
    severity: "error",
    message: ({ problem }) => `Cannot make the bundle: ${problem}.`,
    fix: "Fix the file named above, or run `jackfield generate` again.",
  }),
} as const;
