import { type Surveyed, survey } from "../pipeline.js";
import type { Code, Report } from "../report/index.js";
import { lockedSurface, reportStaleLock } from "../surface/staleness.js";
import { defineCommand } from "./command.js";
import { type RunTarget, readTarget, withoutAbsent } from "./config.js";
import { reportDeadPatches } from "./dead-patches.js";
import type { Session } from "./session.js";

/** Looks at one thing that is committed and may have fallen behind, and reports what it finds. */
type Finder = (target: RunTarget, surveyed: Surveyed, report: Report) => void | Promise<void>;

/** Everything that `check` looks at besides the run itself. */
const finders: readonly Finder[] = [
  (target, surveyed, report) =>
    reportStaleLock(lockedSurface(surveyed, target.lockFolder, report), target, report),
  ({ config }, { specs }, report) => reportDeadPatches(config, specs, report),
];

/** Warnings of every run that `check` does not let pass. */
const findingCodes: ReadonlySet<string> = new Set<Code>([
  "patch/no-effect",
  "source/changed",
  "source/not-locked",
]);

/** `jackfield check`: does what is committed still say what a run would make? */
export const runCheck = async (session: Session): Promise<number> => {
  const { report, options, progress } = session;
  const target = await readTarget(options, report);
  const surveyed = target && (await survey(target.config, { validate: true }, report, progress));
  if (!surveyed || report.hasErrors()) return session.finish({ summary: { ok: false } });
  progress("compare");
  for (const find of finders) await find(target, surveyed, report);
  const findings = report.diagnostics.filter(({ code }) => findingCodes.has(code));
  const ok = findings.length === 0 && !report.hasErrors();
  const tools = surveyed.plan.tools.length;
  return session.finish({
    skipped: surveyed.apis.reduce((sum, api) => sum + api.skipped.length, 0),
    findings,
    summary: { ok, tools, absent: surveyed.absent },
    ...(ok && { line: `The surface lock is up to date: ${tools} tools.${withoutAbsent(surveyed.absent)}` }),
  });
};

export const checkCommand = defineCommand({
  usage: "check",
  summary:
    "Check that the committed surface lock says what a run would make, and that every patch is still needed.",
  flags: {},
  help: `Nothing is written. Exits 1 on a lock or a source that differs, and on a patch that nobody needs.

Examples:
  jackfield check
  jackfield check --config my/jackfield.config.ts`,
  run: (_, __, session) => runCheck(session),
});
