import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { processIo, readBytes, readSourceBytes, type Source } from "./1-load/index.js";
import { type PackageLayout, templateFiles } from "./5-emit/index.js";
import { type LastRun, lastRun, standsAsWritten } from "./6-write/index.js";
import type { Config } from "./config/index.js";
import { sha256 } from "./document/hash.js";
import { createReport } from "./report/index.js";
import { presentSources } from "./sources/optional.js";

/** What a run depends on apart from the bytes of its sources. */
type Inputs = {
  readonly config: Config;
  readonly outputFolder: string;
  readonly lockFolder: string;
  /** Absent: there is no package around the generated folder. */
  readonly layout?: PackageLayout;
};

/** Counts of a run that has nothing to do, as the run that wrote the files had them. */
export type Counts = LastRun["counts"];

/**
 * The counts of the last run, when this one would write the same files: the same generator, config, sources, overlays and
 * referenced files, and every file and lock still as it was written. Undefined: the run has to be made.
 */
export const unchangedRun = async (inputs: Inputs): Promise<Counts | undefined> => {
  const last = lastRun(inputs.outputFolder);
  if (last === undefined || !isRepeatable(inputs.config)) return undefined;
  const { sources } = await presentSources(inputs.config, createReport());
  const io = processIo();
  const bytes = await Promise.all(sources.map((source) => readSourceBytes(source, inputs.config.limits, io)));
  if (bytes.some((one) => one === undefined)) return undefined;
  const hashes = bytes.map((one) => `sha256-${sha256(one ?? "")}`);
  const now = await hashOfInputs(inputs, { sources, hashes, parts: last.parts });
  if (now !== last.inputs) return undefined;
  return standsAsWritten(inputs.outputFolder, inputs.lockFolder) ? last.counts : undefined;
};

type Read = {
  readonly sources: readonly Pick<Source, "id">[];
  readonly hashes: readonly string[];
  /** Files that the sources refer to, from the config's folder. */
  readonly parts: readonly string[];
};

/** Hash of everything that decides what a run writes; undefined when that cannot be known. No path of the machine is in it. */
export const hashOfInputs = async (
  { config, layout }: Inputs,
  { sources, hashes, parts }: Read,
): Promise<string | undefined> => {
  const generator = await generatorHash();
  if (generator === undefined || !isRepeatable(config)) return undefined;
  const { folder, repository: _, file: __, ...options } = config;
  const overlays = config.specs.flatMap((spec) => spec.overlays);
  const files = [...overlays, ...parts, config.sources.lock];
  const texts = await Promise.all(files.map((path) => fileHash(resolve(folder, path))));
  const inputs = [generator, layout, options, sources.map(({ id }) => id), hashes, files, texts];
  return sha256(JSON.stringify(inputs));
};

/** Standard input is read once, and hand-written tools, guides and plugins import what we do not see. */
const isRepeatable = ({ specs, tools, guide, plugins }: Config): boolean =>
  tools.length === 0 &&
  guide === undefined &&
  plugins.length === 0 &&
  specs.every(({ from }) => from !== "-");

const fileHash = async (path: string): Promise<string> => {
  const bytes = await readBytes(path);
  return bytes === undefined ? "absent" : sha256(bytes);
};

/** The generator as it is installed: its version, and in a checkout what was compiled. Undefined when it runs from sources. */
const generatorHash = async (): Promise<string | undefined> => {
  // A module of its own in dist/, or part of the bundle one folder below.
  const [, dist] = /^(.*\/dist\/)(?:bundle\/)?[^/]+$/.exec(import.meta.url) ?? [];
  if (dist === undefined) return undefined;
  const here = (path: string): string => fileURLToPath(new URL(path, dist));
  const contract = fileURLToPath(new URL(".tsbuildinfo", import.meta.resolve("@jackfield/contract")));
  const files = [here("../package.json"), here(".tsbuildinfo"), contract, ...templates.map(here)];
  return (await Promise.all(files.map(fileHash))).join(" ");
};

const templates = templateFiles.map((name) => `../src/5-emit/templates/${name}`);
