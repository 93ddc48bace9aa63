import { code } from "./code.js";

export const lockCodes = {
  "lock/unreadable": code<{ problem: string }>({
    severity: "error",
    message: ({ problem }) => `This is not a surface lock: ${problem}.`,
    fix: "Name a surface.json that `jackfield generate` wrote, or run it to write the lock again.",
  }),
  "lock/older": code<{ version: number; wanted: number }>({
    severity: "error",
    message: ({ version, wanted }) =>
      `The surface lock has format ${version}; this version of Jackfield reads format ${wanted}.`,
    fix: ({ version, wanted }) =>
      version > wanted
        ? "A newer version of Jackfield wrote it: install that version."
        : "Run `jackfield generate` to write it again; to compare with an older revision, compare the specs.",
  }),
  "lock/missing": code<{ where: string }>({
    severity: "error",
    message: ({ where }) => `There is no surface lock at ${where}.`,
    fix: "Run `jackfield generate`, or name the config with --config, the file itself, or main:path/surface.json.",
  }),
  "lock/lost": code<{ absent: string }>({
    severity: "warning",
    message: ({ absent }) =>
      `The surface lock cannot be read, and ${absent} was not pulled: a new lock will not have its tools.`,
    fix: "Run `jackfield pull`, then `jackfield generate`; or restore the lock.",
  }),
  "lock/several": code<{ where: string; paths: string }>({
    severity: "error",
    errorClass: "usage",
    message: ({ where, paths }) => `There are several surface locks in ${where}: ${paths}.`,
    fix: "Choose one with --config, or name the file.",
  }),
  "lock/no-revision": code<{ name: string }>({
    severity: "error",
    errorClass: "usage",
    message: ({ name }) => `${name} is neither a file nor a revision of this repository.`,
    fix: "Name a surface.json, a spec, a config or a git commit. A shallow clone lacks older commits.",
  }),
  "lock/no-repository": code<{ problem: string }>({
    severity: "error",
    errorClass: "usage",
    message: ({ problem }) => `git failed: ${problem}.`,
    fix: "Run the command inside a git repository, or name two files.",
  }),
} as const;

export const sourceCodes = {
  "source/not-refreshed": code<{ name: string; reason: string; kept: string | undefined }>({
    severity: "error",
    message: ({ name, reason, kept }) =>
      `${name} was not pulled. ${reason} ${kept === undefined ? "There is no copy yet." : `The copy of ${kept} is kept.`}`,
    fix: "Try again later; if it has moved, correct the address in the config.",
  }),
  "source/lock-unreadable": code<{ reason: string }>({
    severity: "warning",
    message: ({ reason }) =>
      `The lock of sources cannot be read (${reason}), so it is written again and every source counts as new.`,
    fix: "To see what changed upstream, restore the file and pull again.",
  }),
  "source/changed": code<{ from: string; locked: string; current: string }>({
    severity: "warning",
    message: ({ from, locked, current }) => `${from} differs from its lock: ${current} instead of ${locked}.`,
    fix: "Run `jackfield pull`, then `jackfield generate`, and review what changed with `jackfield diff`.",
  }),
  "source/not-locked": code<{ from: string }>({
    severity: "warning",
    message: ({ from }) => `${from} is not in the lock of sources.`,
    fix: "Run `jackfield pull` and commit the lock.",
  }),
} as const;
