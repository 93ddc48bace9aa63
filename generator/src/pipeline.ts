import { relative } from "node:path";
import { load, processIo } from "./1-load/index.js";
import { type PatchedSpec, patch } from "./2-patch/index.js";
import { type Api, model } from "./3-model/index.js";
import { makePlan, type Plan, type PlanOptions } from "./4-plan/index.js";
import { emit, type PackageLayout, packageFiles } from "./5-emit/index.js";
import type { OutputFile } from "./5-emit/types.js";
import {
  changedSeeds,
  editedText,
  type LastRun,
  type Planted,
  planSeeds,
  plantSeeds,
  type SeedPlan,
  seedHashes,
  type Written,
  write,
  writeLock,
} from "./6-write/index.js";
import { type Compiler, startCompiler } from "./compiler/index.js";
import { type Config, webhookOptions } from "./config/index.js";
import { sha256 } from "./document/hash.js";
import { readGuide } from "./local-tools/guide.js";
import { readLocalTools } from "./local-tools/index.js";
import { type PluginParts, readPlugins } from "./plugins/index.js";
import type { Report } from "./report/index.js";
import { compareWithLock, presentSources } from "./sources/optional.js";
import { type Surface, surfaceFiles, surfaceOf, toolTokens } from "./surface/index.js";
import { lockedSurface, reportStaleLock } from "./surface/staleness.js";
import { hashOfInputs } from "./unchanged.js";
import { startValidation } from "./validate/validate.js";

/** Everything up to the plan: what `serve` runs, and what `generate` prints. */
export type Prepared = {
  readonly specs: readonly PatchedSpec[];
  readonly apis: readonly Api[];
  readonly plan: Plan;
  /** Ids of the optional specs that were not pulled, and so are not part of all this. */
  readonly absent: readonly string[];
  readonly plugins: PluginParts;
  /** Reports what the validator says of the specs, when it has said it. */
  readonly reportFindings: (report: Report) => Promise<void>;
};

type PrepareOptions = {
  /** For static types and for checks by others; serving needs neither. */
  readonly thorough: boolean;
  /** For servers that tell clients what webhooks send; absent: as `thorough`. */
  readonly payloads?: boolean;
  /** Another reader looks at the specs meanwhile. */
  readonly validate?: boolean;
};

/** Told the name of each stage as it begins. */
export type Progress = (stage: string) => void;

/** load → patch → model → plan. Undefined when a source cannot be read or the config is wrong: the report says why. */
export const prepare = async (
  config: Config,
  { thorough, payloads = thorough, validate = false }: PrepareOptions,
  report: Report,
  progress: Progress,
): Promise<Prepared | undefined> => {
  progress("load");
  const { sources, absent } = await presentSources(config, report);
  const loaded = await load(sources, config.limits, report, { ...processIo(), progress });
  if (loaded.length < sources.length || sources.length === 0) return undefined;
  await compareWithLock(config, loaded, report);
  progress("patch");
  const plugins = await readPlugins(config, report);
  const specs = await patch(loaded, config, report, plugins.repairs);
  if (report.hasErrors()) return undefined;
  const validations = validate ? specs.map(startValidation) : [];
  progress("model");
  const apis = specs.map((spec) => model(spec, { replySchemas: thorough, payloads }, report));
  progress("plan");
  const planned = apis.map((api, index) => ({ api, changes: specs[index]?.changes ?? [] }));
  const localTools = await readLocalTools(config, report);
  const plan = makePlan(planned, { ...planOptions(config), absent }, report, localTools);
  const reportFindings = async (to: Report): Promise<void> => {
    for (const finish of validations) await finish(to);
  };
  return { specs, apis, plan, absent, plugins, reportFindings };
};

const planOptions = (config: Config): PlanOptions => ({
  ...config,
  pinned: config.specs.filter(({ pinned }) => pinned).map(({ id }) => id),
  webhooks: Object.fromEntries(config.specs.map(({ id, webhooks }) => [id, webhookOptions(webhooks)])),
});

export type Generated = Prepared & {
  readonly surface: Surface;
  readonly files: Written;
  readonly seeds: Planted;
};

type GenerateOptions = {
  /** The folder of the surface lock. */
  readonly lockFolder: string;
  readonly outputFolder: string;
  /** A surface lock that is not up to date is a finding instead of being rewritten. */
  readonly frozen: boolean;
  /** How the package around the generated folder is laid out; its root is the folder of the lock. Absent: there is none. */
  readonly layout?: PackageLayout;
  /** The command that makes a stale lock again, as its reader would type it. */
  readonly refreshCommand: string;
};

/** The whole way, to the disk. Nothing is written unless everything up to there went well. */
export const generate = async (
  config: Config,
  options: GenerateOptions,
  report: Report,
  progress: Progress,
): Promise<Generated | undefined> => {
  const compiler = startCompiler();
  try {
    return await generateWith(compiler, config, options, report, progress);
  } finally {
    await compiler.stop();
  }
};

const generateWith = async (
  compiler: Compiler,
  config: Config,
  options: GenerateOptions,
  report: Report,
  progress: Progress,
): Promise<Generated | undefined> => {
  const prepared = await prepare(config, { thorough: true, validate: true }, report, progress);
  if (!prepared || report.hasErrors()) return undefined;
  progress(`emit ${prepared.plan.tools.length} tools`);
  // Asked for first: the compiler's thread has nothing to do before there are types to print.
  const tokens = toolTokens(prepared.plan, compiler);
  const [output, surface] = await Promise.all([
    emit(prepared.plan, prepared.apis, report, { compiler, pages: prepared.plugins.pages }),
    readGuide(config, report).then((guide) => surfaceOf(prepared.plan, prepared.apis, guide, tokens)),
  ]);
  progress("validate");
  await prepared.reportFindings(report);
  if (report.hasErrors()) return undefined;
  progress("write");
  const locked = lockedSurface({ ...prepared, surface }, options.lockFolder, report);
  const seeds = planSeeds(seedFiles(prepared.plan, config, options), options.lockFolder);
  if (options.frozen) {
    reportStaleLock(locked, options, report);
    for (const path of changedSeeds(seeds))
      report.add("write/stale", { file: options.lockFolder }, { path, missing: false, ...options });
  }
  if (report.hasErrors()) return undefined;
  const lockFiles = surfaceFiles(locked);
  const run = await runRecord(config, options, { ...prepared, surface, lockFiles, seeds }, report);
  const files = await write(output, options.outputFolder, report, {
    compiler,
    ...(config.repository !== undefined && { within: config.repository }),
    ...(run && { run }),
  });
  if (report.hasErrors()) return undefined;
  const lock = writeLock(lockFiles, options.lockFolder, report);
  const planted = plantSeeds(seeds, options.lockFolder, report);
  return { ...prepared, surface, files: joined(files, lock), seeds: planted };
};

/** The package around the generated folder, as far as it is wanted. */
const seedFiles = (
  plan: Plan,
  config: Config,
  { layout, lockFolder }: GenerateOptions,
): readonly OutputFile[] => {
  if (layout === undefined) return [];
  const manifest = editedText(lockFolder, "package.json");
  return packageFiles(plan, layout, {
    ...(config.package && { wishes: config.package }),
    ...(manifest !== undefined && { edited: jsonOrNothing(manifest) }),
  });
};

const jsonOrNothing = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** What the next run compares itself with; undefined when a run cannot know that nothing changed. */
const runRecord = async (
  config: Config,
  options: GenerateOptions,
  made: Prepared & {
    readonly surface: Surface;
    readonly lockFiles: readonly OutputFile[];
    readonly seeds: SeedPlan;
  },
  report: Report,
): Promise<LastRun | undefined> => {
  const places = made.specs.flatMap(({ parts = [] }) => parts);
  if (places.includes(undefined)) return undefined;
  const parts = places.map((path) => relative(config.folder, path ?? "").replaceAll("\\", "/"));
  const hashes = made.specs.map(({ hash }) => hash);
  const inputs = await hashOfInputs({ config, ...options }, { sources: made.specs, hashes, parts });
  if (inputs === undefined) return undefined;
  const lock = Object.fromEntries(made.lockFiles.map(({ path, text }) => [path, sha256(text)]));
  const skipped = made.apis.reduce((sum, api) => sum + api.skipped.length, 0);
  const counts = {
    tools: made.plan.tools.length,
    operations: made.apis.reduce((sum, api) => sum + api.operations.length, skipped),
    tokens: made.surface.totals.tokens,
    warnings: report.diagnostics.filter(({ severity }) => severity === "warning").length,
    skipped,
    absent: made.absent,
  };
  return { inputs, parts, lock, seeds: seedHashes(made.seeds), counts };
};

export type Surveyed = Prepared & { readonly surface: Surface };

/**
 * What a run would show to clients; nothing is written. What check, diff, inspect, report and `patch new` look at. The
 * report may hold errors: whether they matter is for the command to say.
 */
export const survey = async (
  config: Config,
  { validate }: { readonly validate: boolean },
  report: Report,
  progress: Progress,
): Promise<Surveyed | undefined> => {
  const prepared = await prepare(config, { thorough: true, validate }, report, progress);
  if (!prepared) return undefined;
  progress("count tokens");
  const surface = await surfaceOf(prepared.plan, prepared.apis, await readGuide(config, report));
  progress("validate");
  await prepared.reportFindings(report);
  return { ...prepared, surface };
};

const joined = (a: Written, b: Written): Written => ({
  written: [...a.written, ...b.written],
  kept: [...a.kept, ...b.kept],
  deleted: [...a.deleted, ...b.deleted],
});
