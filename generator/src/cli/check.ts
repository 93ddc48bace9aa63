import { readdir } from "node:fs/promises";
import { dirname, extname, join, resolve } from "node:path";
import { readDocument } from "../1-load/index.js";
import { overlayName, type PatchedSpec } from "../2-patch/index.js";
import { type Config, shownPath } from "../config/index.js";
import type { JsonObject } from "../document/json.js";
import { type Surveyed, survey } from "../pipeline.js";
import type { Code, Report } from "../report/index.js";
import { lockedSurface, reportStaleLock } from "../surface/staleness.js";
import { defineCommand } from "./command.js";
import { type RunTarget, readTarget, withoutAbsent } from "./config.js";
import type { Session } from "./session.js";

/** Overlays that every spec that lists them is left as it was by. */
const reportUseless = (config: Config, specs: readonly PatchedSpec[], report: Report): void => {
  const effective = new Set(specs.flatMap(({ changes }) => changes.map(({ by }) => by)));
  // Nobody knows about a spec that was not pulled.
  const read = config.specs.filter(({ id }) => specs.some((spec) => spec.id === id));
  const listed = new Set(
    read.flatMap(({ overlays }) => overlays.map((path) => resolve(config.folder, path))),
  );
  for (const path of listed) {
    if (!effective.has(overlayName(path, config)))
      report.add("patch/changes-nothing", { file: shownPath(path) }, {});
  }
};

const isOverlay = (value: unknown): boolean =>
  value !== null &&
  typeof value === "object" &&
  typeof (value as JsonObject).overlay === "string" && // asked for, not relied on
  Object.hasOwn(value, "actions");

/** Overlays in the folders of listed ones, and where `patch new` writes, that the config does not list. */
const reportForgotten = async (config: Config, report: Report): Promise<void> => {
  const { folder, specs, limits } = config;
  const listed = new Set(specs.flatMap(({ overlays }) => overlays.map((path) => resolve(folder, path))));
  const places = [
    ...[...listed].map((path) => dirname(path)),
    ...specs.map(({ id }) => join(folder, "patches", id)),
  ];
  for (const place of new Set(places)) {
    const entries = await readdir(place, { withFileTypes: true }).catch(() => []);
    const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
    for (const name of names.sort()) {
      const path = join(place, name);
      if (listed.has(path) || ![".yaml", ".yml", ".json"].includes(extname(name))) continue;
      const read = await readDocument({ kind: "file", path }, { limits });
      if (!read.ok || !isOverlay(read.value)) continue;
      report.add("patch/not-listed", { file: shownPath(path) }, { config: config.file ?? "the config" });
    }
  }
};

/** Reports patches that nobody needs any more, and those that nobody applies. */
const reportDeadPatches = async (
  config: Config,
  specs: readonly PatchedSpec[],
  report: Report,
): Promise<void> => {
  if (config.file === undefined) return;
  reportUseless(config, specs, report);
  await reportForgotten(config, report);
};

/** Looks at one thing that is committed and may have fallen behind, and reports what it finds. */
type Finder = (target: RunTarget, surveyed: Surveyed, report: Report) => void | Promise<void>;

/** Everything that `check` looks at apart from the run itself. */
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
  if (!surveyed || report.hasErrors()) return session.finish();
  progress("compare");
  for (const find of finders) await find(target, surveyed, report);
  const findings = report.diagnostics.filter(({ code }) => findingCodes.has(code));
  const ok = findings.length === 0 && !report.hasErrors();
  const tools = surveyed.plan.tools.length;
  return session.finish({
    skipped: surveyed.apis.reduce((sum, api) => sum + api.skipped.length, 0),
    findings,
    summary: { tools, absent: surveyed.absent },
    ...(ok && { line: `The surface lock is up to date: ${tools} tools.${withoutAbsent(surveyed.absent)}` }),
  });
};

export const checkCommand = defineCommand({
  usage: "check",
  summary: "Check that the committed surface lock is up to date and that every patch is still needed.",
  flags: {},
  help: `Writes nothing. Exits 1 when the lock or a source differs, or a patch is no longer needed.

Examples:
  jackfield check
  jackfield check --config my/jackfield.config.ts`,
  run: (_, __, session) => runCheck(session),
});
