import { type Generated, generate } from "../pipeline.js";
import { type Counts, unchangedRun } from "../unchanged.js";
import { defineCommand, nameFlag, specFlags } from "./command.js";
import { type ConfigFlags, readTarget, withoutAbsent } from "./config.js";
import type { Session } from "./session.js";

/** `jackfield generate`: the config's servers, or one spec, onto the disk. */
export const runGenerate = async (
  flags: ConfigFlags & { readonly frozen?: boolean },
  session: Session,
): Promise<number> => {
  const begun = performance.now();
  const { report } = session;
  const target = await readTarget(flags, report);
  // What programs, reviewers and CI ask for is worked out every time.
  const thorough = flags.frozen === true || session.options.json || session.options.strict;
  const same = target && !thorough ? await unchangedRun(target) : undefined;
  if (same) return session.finish({ line: unchangedLine(same, (performance.now() - begun) / 1_000) });
  const made =
    target &&
    (await generate(target.config, { ...target, frozen: flags.frozen === true }, report, session.progress));
  if (!made) return session.finish({ summary: { ok: false } });
  const summary = summarise(made, report.diagnostics, (performance.now() - begun) / 1_000);
  const { written, kept, deleted } = summary.files;
  return session.finish({
    skipped: summary.skipped.length,
    summary,
    line: `${summary.tools} tools of ${summary.operations} operations, ${summary.tokens} tokens; files: ${written} written, ${kept} kept, ${deleted} deleted; ${summary.seconds} s.${withoutAbsent(made.absent)}`,
  });
};

const unchangedLine = ({ tools, operations, tokens, warnings, absent }: Counts, seconds: number): string => {
  const before = warnings === 0 ? "" : ` ${warnings} warnings, as before: \`jackfield inspect\` shows them.`;
  return `Nothing changed: ${tools} tools of ${operations} operations, ${tokens} tokens; ${seconds.toFixed(2)} s.${before}${withoutAbsent(absent)}`;
};

const summarise = (
  { specs, apis, plan, surface, files, absent }: Generated,
  diagnostics: readonly { readonly severity: string }[],
  seconds: number,
) => {
  const changes = specs.flatMap((spec) => spec.changes);
  return {
    spec: specs.map(({ source }) => source).join(", "),
    openapi: [...new Set(specs.map(({ version }) => version))].join(", "),
    operations: apis.reduce((sum, api) => sum + api.operations.length + api.skipped.length, 0),
    tools: plan.tools.length,
    absent,
    skipped: apis.flatMap((api) => api.skipped),
    repaired: changes.filter(({ action }) => action === "repair").length,
    patched: changes.filter(({ action }) => action !== "repair").length,
    warnings: diagnostics.filter(({ severity }) => severity === "warning").length,
    tokens: surface.totals.tokens,
    files: { written: files.written.length, kept: files.kept.length, deleted: files.deleted.length },
    seconds: Number(seconds.toFixed(2)),
  };
};

export const generateCommand = defineCommand({
  usage: "generate",
  summary: "Generate the config's server, or one from --spec into --out.",
  flags: {
    spec: { value: "<source>", doc: "a file, an https URL, npm:package/file, or - for standard input" },
    out: { value: "<folder>", doc: "output folder; needed with --spec" },
    ...nameFlag,
    frozen: { doc: "fail when the surface lock would change, instead of writing it" },
    ...specFlags,
  },
  help: `Examples:
  jackfield generate                                        the config's server
  jackfield generate --frozen                               for CI: exit 1 if the lock would change
  jackfield generate --spec openapi.yaml --out my-server    a package of its own, for jackfield build`,
  run: (given, _, session) => {
    const { config } = session.options;
    return runGenerate({ ...(config !== undefined && { config }), ...given }, session);
  },
});
