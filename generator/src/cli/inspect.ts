import { startValidation } from "../3-model/index.js";
import { surfaceOf } from "../5-emit/index.js";
import { type Flags, fromFlags, loadConfig } from "../config/index.js";
import { prepare } from "../pipeline.js";
import { inspectionOf } from "./inspection.js";
import { inspectionText } from "./inspection-text.js";
import type { Session } from "./session.js";

export type InspectFlags = Omit<Partial<Flags>, "spec"> & { readonly all?: boolean };

/** `jackfield inspect`: what a server made from a spec, or from the config, would be. Writes nothing. */
export const runInspect = async (
  spec: string | undefined,
  flags: InspectFlags,
  session: Session,
): Promise<number> => {
  const { report, options, progress } = session;
  const folder = process.cwd();
  const config =
    spec === undefined
      ? await loadConfig({ folder, ...(options.config !== undefined && { file: options.config }) }, report)
      : fromFlags({ ...flags, spec }, folder, report);
  const prepared = config && (await prepare(config, { thorough: true }, report, progress));
  if (!prepared) return session.finish({ summary: { ok: false } });
  const validations = prepared.specs.map(startValidation);
  progress("count tokens");
  const inspection = await inspectionOf(prepared, await surfaceOf(prepared.plan));
  progress("validate");
  for (const finish of validations) await finish(report);
  return session.finish({
    specs: prepared.specs,
    skipped: prepared.apis.reduce((sum, api) => sum + api.skipped.length, 0),
    summary: { ok: true, ...inspection },
    text: inspectionText(inspection, { all: flags.all === true }),
  });
};
