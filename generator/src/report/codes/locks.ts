import { code } from "./code.js";

export const lockCodes = {
  "lock/unreadable": code<{ problem: string }>({
    severity: "error",
    message: ({ problem }) => `This is not a surface lock: ${problem}.`,
    fix: "Name a surface.json that `jackfield generate` wrote, or run it to make the lock again.",
  }),
  "lock/older": code<{ version: number; wanted: number }>({
    severity: "error",
    message: ({ version, wanted }) =>
      `The surface lock has form ${version}; this version of Jackfield reads form ${wanted}.`,
    fix: ({ version, wanted }) =>
      version > wanted
        ? "A newer version of Jackfield wrote it: install that one."
        : "Run `jackfield generate` to make it again; of an older revision, compare the descriptions instead.",
  }),
  "lock/missing": code<{ where: string }>({
    severity: "error",
    message: ({ where }) => `There is no surface lock at ${where}.`,
    fix: "Run `jackfield generate`, or name the config with --config, the file itself, or main:path/surface.json.",
  }),
  "lock/lost": code<{ absent: string }>({
    severity: "warning",
    message: ({ absent }) =>
      `The surface lock cannot be read, and ${absent} was not pulled: a new lock is without its tools.`,
    fix: "Run `jackfield pull`, then `jackfield generate`; or restore the lock.",
  }),
  "lock/several": code<{ where: string; paths: string }>({
    severity: "error",
    errorClass: "usage",
    message: ({ where, paths }) => `There are several surface locks in ${where}: ${paths}.`,
    fix: "Say which with --config, or name one of them.",
  }),
  "lock/no-revision": code<{ name: string }>({
    severity: "error",
    errorClass: "usage",
    message: ({ name }) => `${name} is neither a file nor a revision of this repository.`,
    fix: "Give a surface.json, a description, a config, or what git calls a commit. A shallow clone lacks older ones.",
  }),
  "lock/no-repository": code<{ problem: string }>({
    severity: "error",
    errorClass: "usage",
    message: ({ problem }) => `Cannot ask git: ${problem}.`,
    fix: "Run the command inside a git repository, or name two files.",
  }),
} as const;

export const sourceCodes = {
  "source/not-refreshed": code<{ name: string; reason: string; kept: string | undefined }>({
    severity: "error",
    message: ({ name, reason, kept }) =>
      `${name} was not pulled. ${reason} ${kept === undefined ? "There is no copy of it yet." : `The copy of ${kept} stays.`}`,
    fix: "Try again later; when it has moved, correct the address in the config.",
  }),
  "source/lock-anew": code<{ reason: string }>({
    severity: "warning",
    message: ({ reason }) =>
      `The lock of the sources cannot be read (${reason}) and is written anew: each source counts as new.`,
    fix: "To see what changed upstream, restore the file and pull again.",
  }),
  "source/changed": code<{ from: string; locked: string; current: string }>({
    severity: "warning",
    message: ({ from, locked, current }) =>
      `${from} is not what the lock says: ${current} in place of ${locked}.`,
    fix: "Run `jackfield pull`, then `jackfield generate`, and review what changed with `jackfield diff`.",
  }),
  "source/not-locked": code<{ from: string }>({
    severity: "warning",
    message: ({ from }) => `The lock of the sources does not know ${from}.`,
    fix: "Run `jackfield pull` and commit the lock.",
  }),
} as const;
