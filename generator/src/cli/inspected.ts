import type { Flags } from "../config/index.js";
import { type Surveyed, survey } from "../pipeline.js";
import { readConfig } from "./config.js";
import { type Inspection, inspectionOf } from "./inspection.js";
import type { Session } from "./session.js";

/** Everything that is known of a server before it is made. */
export type Inspected = Surveyed & { readonly inspection: Inspection };

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
  const surveyed = config && (await survey(config, { validate: true }, report, progress));
  return surveyed && { ...surveyed, inspection: await inspectionOf(surveyed) };
};
