import { loadConfig } from "../config/index.js";
import { shortHash } from "../document/hash.js";
import { type Pulled, pull } from "../sources/pull.js";
import { defineCommand } from "./command.js";
import type { Session } from "./session.js";

/** The present, so that tests can choose the day. */
type Clock = () => Date;

/** `jackfield pull`: what every source is now, copies of the remote ones, and the lock. */
const runPull = async (
  flags: { readonly allowPrivate?: boolean },
  session: Session,
  clock: Clock = () => new Date(),
): Promise<number> => {
  const { report, options, progress } = session;
  const file = options.config;
  const config = await loadConfig({ folder: process.cwd(), ...(file !== undefined && { file }) }, report);
  if (!config) return session.finish();
  const limits = { ...config.limits, ...(flags.allowPrivate === true && { allowPrivate: true }) };
  const today = clock().toISOString().slice(0, 10);
  const pulled = await pull({ ...config, limits }, { today }, report, progress);
  return session.finish({
    summary: { sources: pulled.map(recordOf) },
    text: pulled.map(lineOf(pulled)).join(""),
    line: summaryOf(pulled),
  });
};

const recordOf = ({ name, from, state, before, after }: Pulled) => ({
  name,
  from,
  state,
  ...(before && { before: before.sha256 }),
  ...(after && { sha256: after.sha256, bytes: after.bytes, date: after.date }),
});

const lineOf =
  (all: readonly Pulled[]) =>
  ({ name, state, before, after, from }: Pulled): string => {
    const width = Math.max(...all.map((one) => one.name.length));
    const hashes = {
      new: () => shortHash(after?.sha256 ?? ""),
      changed: () => `${shortHash(before?.sha256 ?? "")} → ${shortHash(after?.sha256 ?? "")}`,
      unchanged: () => `since ${after?.date ?? ""}`,
      failed: () =>
        before === undefined ? "never pulled" : `still ${shortHash(before.sha256)} of ${before.date}`,
    };
    return `${name.padEnd(width)}  ${state.padEnd(9)}  ${hashes[state]()}  ${from}\n`;
  };

const states = ["new", "changed", "unchanged", "failed"] as const;

const summaryOf = (pulled: readonly Pulled[]): string => {
  const counts = states.flatMap((state) => {
    const count = pulled.filter((one) => one.state === state).length;
    return count === 0 ? [] : [`${count} ${state}`];
  });
  if (counts.length === 0) return "Every source of this config is in the repository.";
  const moved = pulled.some(({ state }) => state === "new" || state === "changed");
  const next = " Run `jackfield generate`, then review what changed with `jackfield diff`.";
  return `${counts.join(", ")}.${moved ? next : ""}`;
};

export const pullCommand = defineCommand({
  usage: "pull",
  summary: "Fetch the config's remote specs, keep copies, and update the lock of sources.",
  flags: {
    allowPrivate: {
      doc: "also fetch from private and loopback addresses (loopback over plain http too)",
    },
  },
  help: `Prints one line per source: new, changed (old and new hash), unchanged, or failed. A source that fails keeps its copy
and its line in the lock, and the exit code is 1. Other commands read the copies and need no network.

Examples:
  jackfield pull                                    the config of this folder
  jackfield pull --config my/jackfield.config.ts    another one
  jackfield pull --json                             JSON, for a program that watches upstream

After a change: jackfield generate, then jackfield diff.`,
  run: (given, _, session) => runPull(given, session),
});
