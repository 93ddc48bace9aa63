import { join } from "node:path";
import type { Planted } from "../6-write/index.js";
import { shownPath } from "../config/index.js";
import { type Generated, generate } from "../pipeline.js";
import { counted } from "../report/index.js";
import { type Counts, unchangedRun } from "../unchanged.js";
import { defineCommand, nameFlag, specFlags, usageFault } from "./command.js";
import { type ConfigFlags, readTarget, withoutAbsent } from "./config.js";
import { optimizeLate } from "./late-optimizer.js";
import type { Session } from "./session.js";

/** `jackfield generate`: the config's servers, or one spec, onto the disk. */
export const runGenerate = async (
  flags: ConfigFlags & { readonly frozen?: boolean },
  session: Session,
): Promise<number> => {
  const begun = performance.now();
  optimizeLate();
  const { report } = session;
  const target = await readTarget(flags, report);
  // What programs, reviewers and CI ask for is worked out every time.
  const thorough = flags.frozen === true || session.options.json || session.options.strict;
  const same = target && !thorough ? await unchangedRun(target) : undefined;
  if (same) return session.finish({ line: unchangedLine(same, (performance.now() - begun) / 1_000) });
  const made =
    target &&
    (await generate(target.config, { ...target, frozen: flags.frozen === true }, report, session.progress));
  if (!made) return session.finish();
  const summary = summarise(made, report.diagnostics, (performance.now() - begun) / 1_000);
  const { written, kept, deleted } = summary.files;
  return session.finish({
    skipped: summary.skipped.length,
    summary,
    line: [
      `${counted(summary.tools, "tool")} of ${counted(summary.operations, "operation")}, ${counted(summary.tokens, "token")}; files: ${written} written, ${kept} kept, ${deleted} deleted; ${summary.seconds} s.${withoutAbsent(made.absent)}`,
      ...changesLine(summary),
      ...packageLines(made.seeds, shownPath(target.lockFolder)),
    ].join("\n"),
  });
};

/** What happened to the spec on the way; nothing to say of one that was taken as it is. */
const changesLine = ({ skipped, repaired, patched }: ReturnType<typeof summarise>): readonly string[] => {
  const counts = [
    [skipped.length, "operation", " left out"],
    [repaired, "repair", ""],
    [patched, "change", " by patches"],
  ] as const;
  const parts = counts.flatMap(([count, what, how]) => (count > 0 ? [`${counted(count, what)}${how}`] : []));
  return parts.length === 0 ? [] : [`${parts.join(", ")}; \`jackfield inspect\` lists them.`];
};

/** What became of the package, and where to go on. */
const packageLines = ({ written, left }: Planted, folder: string): readonly string[] => {
  const isNew = written.includes("package.json");
  return [
    ...(left.length > 0 ? [`Yours, left as they are: ${left.join(", ")}.`] : []),
    ...(isNew ? [`Next: jackfield build ${folder}, then node ${join(folder, "dist/server.js")} --help`] : []),
  ];
};

const unchangedLine = ({ tools, operations, tokens, warnings, absent }: Counts, seconds: number): string => {
  const before =
    warnings === 0 ? "" : ` ${counted(warnings, "warning")}, as before: \`jackfield inspect\` shows them.`;
  return `Nothing changed: ${counted(tools, "tool")} of ${counted(operations, "operation")}, ${counted(tokens, "token")}; ${seconds.toFixed(2)} s.${before}${withoutAbsent(absent)}`;
};

const summarise = (
  { specs, apis, plan, surface, files, seeds, absent }: Generated,
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
    files: {
      written: files.written.length + seeds.written.length,
      kept: files.kept.length + seeds.kept.length,
      deleted: files.deleted.length,
      left: seeds.left.length,
    },
    seconds: Number(seconds.toFixed(2)),
  };
};

export const generateCommand = defineCommand({
  usage: "generate [spec]",
  summary: "Generate the config's server, or a package of its own from a spec.",
  flags: {
    spec: {
      value: "<source>",
      doc: "the spec: a file, an https URL, npm:package/file, or - for standard input",
    },
    out: { value: "<folder>", doc: "folder of the package; needed with a spec" },
    ...nameFlag,
    frozen: { doc: "fail when the surface lock would change, instead of writing it" },
    ...specFlags,
  },
  help: `Examples:
  jackfield generate                                        the config's server
  jackfield generate --frozen                               for CI: exit 1 if the lock would change
  jackfield generate openapi.yaml --out my-server           a package of its own, for jackfield build
  jackfield generate openapi.yaml --out my-server --name @acme/pets`,
  run: (given, [word], session) => {
    const { config } = session.options;
    const { spec = word } = given;
    if (word !== undefined && given.spec !== undefined)
      return Promise.resolve(usageFault(session, "The spec is named twice", "jackfield generate --help"));
    return runGenerate(
      { ...(config !== undefined && { config }), ...given, ...(spec !== undefined && { spec }) },
      session,
    );
  },
});
