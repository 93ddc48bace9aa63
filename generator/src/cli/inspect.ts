import { type InspectedFlags, inspected } from "./inspected.js";
import { skippedOf } from "./inspection.js";
import { inspectionText } from "./inspection-text.js";
import type { Session } from "./session.js";

export type InspectFlags = InspectedFlags & { readonly all?: boolean };

/** `jackfield inspect`: what a server made from a spec, or from the config, would be. Writes nothing. */
export const runInspect = async (
  spec: string | undefined,
  flags: InspectFlags,
  session: Session,
): Promise<number> => {
  const found = await inspected(spec, flags, session);
  if (!found) return session.finish({ summary: { ok: false } });
  const { inspection } = found;
  return session.finish({
    skipped: skippedOf(inspection),
    summary: { ok: true, ...inspection },
    text: inspectionText(inspection, { all: flags.all === true }),
  });
};
