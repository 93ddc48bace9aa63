import {
  type Comparison,
  compareSurfaces,
  comparisonMarkdown,
  comparisonText,
  sentence,
} from "../diff/index.js";
import { defineCommand, specFlags, usageFault } from "./command.js";
import type { Session } from "./session.js";
import { readRun, readSide, readWorkingLock, type SideFlags } from "./side.js";

type DiffFlags = SideFlags & {
  readonly markdown: boolean;
  /** What is a finding, exit code 1. */
  readonly failOn?: "breaking" | "any";
};

/** The two sides as they were named; the newer one, or both, may be left to the command. */
type Sides = { readonly before?: string; readonly after?: string };

/** `jackfield diff`: what a caller of one surface meets in another. */
export const runDiff = async (
  { before, after }: Sides,
  flags: DiffFlags,
  session: Session,
): Promise<number> => {
  if (before === "-" && after === "-") {
    return usageFault(session, "Only one side can be standard input.", "jackfield diff --help");
  }
  const old = await readSide(before ?? "HEAD", flags, session);
  const now = old && (await newer({ before, after }, flags, session));
  if (!old || !now) return session.finish();
  session.progress("compare");
  const comparison = compareSurfaces(old, now);
  const { changes, totals } = comparison;
  const failures =
    flags.failOn === "any" ? changes.length : flags.failOn === "breaking" ? totals.breaking : 0;
  return session.finish({
    failing: failures > 0,
    summary: comparisonRecord(comparison),
    text: flags.markdown ? comparisonMarkdown(comparison) : comparisonText(comparison),
  });
};

const newer = ({ before, after }: Sides, flags: DiffFlags, session: Session) => {
  if (after !== undefined) return readSide(after, flags, session);
  return before === undefined ? readRun(session) : readWorkingLock(session);
};

/** A comparison for programs: every change has the sentence that people get. */
export const comparisonRecord = ({ changes, totals }: Comparison) => ({
  breaking: totals.breaking,
  changes: changes.map((change) => ({ ...change, message: sentence(change) })),
  totals,
});

export const diffCommand = defineCommand({
  usage: "diff [old] [new]",
  summary: "Show what changed for callers between two tool surfaces, breaking changes first.",
  flags: {
    markdown: { doc: "print a comment for a pull request" },
    failOn: { value: "<changes>", oneOf: ["breaking", "any"], doc: "exit 1 when there are such changes" },
    ...specFlags,
  },
  help: `Each side is a surface.json, a spec (a file, an https URL, npm:package/file, -), the tools/list result of any
server as JSON, a config, or a git revision: main, HEAD~3, v1.2.0:path/surface.json. For a revision, diff reads the lock next to the config, or the
only one in it. Without [new]: the lock of the working tree. Without both: HEAD and what a run would make.

Examples:
  jackfield diff                              how my changes affect callers, before I generate
  jackfield diff main                         how this branch changes the lock of main
  jackfield diff old.yaml new.yaml            how a new spec would affect callers, without a config
  jackfield diff old.json tools.json          how the tool list of any server changed
  jackfield diff main --markdown              the same as a comment for a pull request
  jackfield diff main --fail-on breaking      exit 1 when a caller could break`,
  run: (given, [before, after], session) => {
    const sides = { ...(before !== undefined && { before }), ...(after !== undefined && { after }) };
    return runDiff(sides, given, session);
  },
});
