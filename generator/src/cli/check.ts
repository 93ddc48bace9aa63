import { check } from "../pipeline.js";
import { readTarget } from "./config.js";
import type { Session } from "./session.js";
import { sourceFindings } from "./source-findings.js";

/** `jackfield check`: does the committed surface lock still say what a run would make? */
export const runCheck = async (session: Session): Promise<number> => {
  const { report, options } = session;
  const target = await readTarget(options, report);
  const checked = target && (await check(target.config, target.lockFolder, report, session.progress));
  if (!checked) return session.finish({ summary: { ok: false } });
  const stale = report.diagnostics.filter(({ code }) => code === "write/stale").length;
  const findings = sourceFindings(report);
  return session.finish({
    specs: checked.specs,
    skipped: checked.apis.reduce((sum, api) => sum + api.skipped.length, 0),
    findings,
    summary: { ok: stale + findings === 0, tools: checked.plan.tools.length },
    ...(stale === 0 && { line: `The surface lock is up to date: ${checked.plan.tools.length} tools.` }),
  });
};
