import { defineCommand, nameFlag, specFlags } from "./command.js";
import { type InspectedFlags, inspected, skippedOf } from "./inspection.js";
import { inspectionText } from "./inspection-text.js";
import type { Session } from "./session.js";

type InspectFlags = InspectedFlags & { readonly all?: boolean };

/** `jackfield inspect`: what a server made from a spec, or from the config, would be. Writes nothing. */
export const runInspect = async (
  spec: string | undefined,
  flags: InspectFlags,
  session: Session,
): Promise<number> => {
  const outcome = await inspected(spec, flags, session);
  if (!outcome) return session.finish({ summary: { ok: false } });
  const { inspection } = outcome;
  return session.finish({
    skipped: skippedOf(inspection),
    summary: { ok: true, ...inspection },
    text: inspectionText(inspection, { all: flags.all === true }),
  });
};

export const inspectCommand = defineCommand({
  usage: "inspect [spec]",
  summary: "Show what a server from a spec, or from the config, would be: tools, tokens, credentials.",
  flags: {
    ...nameFlag,
    all: { doc: "show every tool, not the twenty that cost most" },
    ...specFlags,
  },
  help: `Examples:
  jackfield inspect                       the config's server
  jackfield inspect openapi.yaml --all    a server from a description, with all of its tools
  jackfield inspect openapi.yaml --json   the same for programs, with every diagnostic`,
  run: (given, [spec], session) => runInspect(spec, given, session),
});
