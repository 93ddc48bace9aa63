import { dirname, resolve } from "node:path";
import type { PackageLayout } from "../5-emit/index.js";
import { type Config, type Flags, fromFlags, loadConfig, watchedSources } from "../config/index.js";
import type { Report } from "../report/index.js";
import { flagNamed, nameFlag, specFlags } from "./command.js";

export type ConfigFlags = Partial<Flags> & { readonly config?: string };

/** Where a run reads its options, and where its files go. */
export type RunTarget = {
  readonly config: Config;
  /** Absolute. */
  readonly outputFolder: string;
  /** The surface lock is next to the config, or in the output of a run without one. */
  readonly lockFolder: string;
  /** The package around the output, in the folder of the lock; absent: only the output is wanted. */
  readonly layout?: PackageLayout;
  /** The command that makes the files of this target again. */
  readonly refreshCommand: string;
};

/** The flags that only a spec without a config takes. */
const specOnly = { out: true, ...nameFlag, ...specFlags };

/** The config file, or what a spec and its flags amount to; flags that would do nothing are faults. Undefined after reporting. */
export const readConfig = async (flags: ConfigFlags, report: Report): Promise<Config | undefined> => {
  const folder = process.cwd();
  const { spec, config: file } = flags;
  if (spec !== undefined) return fromFlags({ ...flags, spec }, folder, report);
  const idle = Object.entries(flags).flatMap(([name, value]) =>
    value !== undefined && value !== false && Object.hasOwn(specOnly, name) ? [flagNamed(name)] : [],
  );
  for (const flag of idle) report.add("config/spec-only", { file: "command line" }, { flag });
  return idle.length > 0 ? undefined : loadConfig({ folder, ...(file !== undefined && { file }) }, report);
};

/** The config file, or what `--spec` and its companions amount to. Undefined after reporting. */
export const readTarget = async (flags: ConfigFlags, report: Report): Promise<RunTarget | undefined> => {
  const { spec } = flags;
  if (spec !== undefined && flags.out === undefined) {
    report.add("config/no-output", { file: "command line" }, { spec });
    return undefined;
  }
  const config = await readConfig(flags, report);
  if (!config) return undefined;
  const outputFolder = resolve(config.folder, config.output);
  const lockFolder = config.file === undefined ? outputFolder : dirname(resolve(config.file));
  const layout = layoutOf(config);
  return {
    config,
    outputFolder,
    lockFolder,
    ...(layout && {
      layout: { ...layout, ...(watchedSources(config).length > 0 && { upstream: true as const }) },
    }),
    refreshCommand: refreshCommandOf(flags),
  };
};

/** A run without a config makes a package of its output; a config makes one around it if it wants one. */
export const layoutOf = ({
  file,
  package: wishes,
}: Pick<Config, "file" | "package">): PackageLayout | undefined => {
  if (file === undefined) return { main: "server.ts", generated: "", regenerate: false };
  return wishes && { main: "src/main.ts", generated: "src/generated/", regenerate: true };
};

/** The end of a line that counts tools, where optional sources were not there. */
export const withoutAbsent = (absent: readonly string[]): string =>
  absent.length === 0 ? "" : ` Not pulled, so without: ${absent.join(", ")}.`;

/** `jackfield generate` with the flags of this run, for a shell. */
const refreshCommandOf = ({ config, spec, out, name, overlay = [] }: ConfigFlags): string =>
  [
    "jackfield generate",
    ...(spec === undefined ? flag("--config", config) : [...flag("--spec", spec), ...flag("--out", out)]),
    ...flag("--name", name),
    ...overlay.flatMap((file) => flag("--overlay", file)),
  ].join(" ");

const flag = (name: string, value: string | undefined): readonly string[] =>
  value === undefined ? [] : [name, shellWord(value)];

const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
