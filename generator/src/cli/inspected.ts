import type { Flags } from "../config/index.js";
import { type Prepared, prepare } from "../pipeline.js";
import { type Surface, surfaceOf } from "../surface/index.js";
import { startValidation } from "../validate/validate.js";
import { readConfig } from "./config.js";
import { type Inspection, inspectionOf } from "./inspection.js";
import type { Session } from "./session.js";

/** Everything that is known of a server before it is made. */
export type Inspected = {
  readonly prepared: Prepared;
  readonly surface: Surface;
  readonly inspection: Inspection;
};

export type InspectedFlags = Omit<Partial<Flags>, "spec" | "out">;

/** What a server from a spec, or from the config, would be. Undefined after reporting; what it found is in the report. */
export const inspected = async (
  spec: string | undefined,
  flags: InspectedFlags,
  { report, options, progress }: Session,
): Promise<Inspected | undefined> => {
  const { config: file } = options;
  const given = {
    ...flags,
    ...(file !== undefined && { config: file }),
    ...(spec !== undefined && { spec }),
  };
  const config = await readConfig(given, report);
  const prepared = config && (await prepare(config, { thorough: true }, report, progress));
  if (!prepared) return undefined;
  const validations = prepared.specs.map(startValidation);
  progress("count tokens");
  const surface = await surfaceOf(prepared.plan, prepared.apis);
  const inspection = await inspectionOf(prepared, surface);
  progress("validate");
  for (const finish of validations) await finish(report);
  return { prepared, surface, inspection };
};
