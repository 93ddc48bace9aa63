import { code } from "./code.js";

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
  "source/changed": code<{ from: string; locked: string; found: string }>({
    severity: "warning",
    message: ({ from, locked, found }) =>
      `${from} is not what the lock says: ${found} in place of ${locked}.`,
    fix: "Run `jackfield pull`, then `jackfield generate`, and review what changed with `jackfield diff`.",
  }),
  "source/not-locked": code<{ from: string }>({
    severity: "warning",
    message: ({ from }) => `The lock of the sources does not know ${from}.`,
    fix: "Run `jackfield pull` and commit the lock.",
  }),
} as const;
