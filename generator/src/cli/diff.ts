import { type Change, compareSurfaces, comparisonMarkdown, comparisonText, sentence } from "../diff/index.js";
import type { Session } from "./session.js";
import { readRun, readSide, readWorkingLock, type SideFlags } from "./side.js";

export type DiffFlags = SideFlags & {
  readonly markdown: boolean;
  /** What is a finding, exit code 1. */
  readonly failOn?: "breaking" | "any";
};

/** The two sides as they were named; the newer one, or both, may be left to the command. */
export type Sides = { readonly before?: string; readonly after?: string };

/** `jackfield diff`: what a caller of one surface meets in another. */
export const runDiff = async (
  { before, after }: Sides,
  flags: DiffFlags,
  session: Session,
): Promise<number> => {
  if (before === "-" && after === "-") {
    const problem = "Only one side can be standard input.";
    session.report.add("config/usage", { file: "command line" }, { problem, help: "jackfield diff --help" });
    return session.finish({ summary: { ok: false } });
  }
  const old = await readSide(before ?? "HEAD", flags, session);
  const now = old && (await newer({ before, after }, flags, session));
  if (!old || !now) return session.finish({ summary: { ok: false } });
  session.progress("compare");
  const comparison = compareSurfaces(old, now);
  const { changes, totals } = comparison;
  const found = flags.failOn === "any" ? changes.length : flags.failOn === "breaking" ? totals.breaking : 0;
  return session.finish({
    found: found > 0,
    summary: { breaking: totals.breaking, changes: changes.map(told), totals },
    text: flags.markdown ? comparisonMarkdown(comparison) : comparisonText(comparison),
  });
};

const newer = ({ before, after }: Sides, flags: DiffFlags, session: Session) => {
  if (after !== undefined) return readSide(after, flags, session);
  return before === undefined ? readRun(session) : readWorkingLock(session);
};

/** A change for programs, with the sentence that people get. */
const told = (change: Change) => ({ ...change, message: sentence(change) });
