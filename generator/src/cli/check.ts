import { check } from "../pipeline.js";
import { readTarget } from "./config.js";
import { reportDeadPatches } from "./dead-patches.js";
import type { Session } from "./session.js";

/** `jackfield check`: does the committed surface lock still say what a run would make? */
export const runCheck = async (session: Session): Promise<number> => {
  const { report, options } = session;
  const target = await readTarget(options, report);
  const checked = target && (await check(target.config, target.lockFolder, report, session.progress));
  if (!checked) return session.finish({ summary: { ok: false } });
  const findings = await reportDeadPatches(target.config, checked.specs, report);
  const stale = report.diagnostics.filter(({ code }) => code === "write/stale").length;
  return session.finish({
    specs: checked.specs,
    skipped: checked.apis.reduce((sum, api) => sum + api.skipped.length, 0),
    findings,
    summary: { ok: !report.hasErrors() && findings.length === 0, tools: checked.plan.tools.length },
    ...(stale === 0 && { line: `The surface lock is up to date: ${checked.plan.tools.length} tools.` }),
  });
};
