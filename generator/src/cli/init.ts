import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { packageFiles } from "../5-emit/index.js";
import type { OutputFile } from "../5-emit/types.js";
import { planSeeds, plantSeeds, putWhole, textIn } from "../6-write/index.js";
import { type ConfigInput, complete, configFileIn, nameFrom, shownPath } from "../config/index.js";
import { proposedConfig } from "../init/config.js";
import { completedManifest, configFile } from "../init/files.js";
import type { Migration } from "../init/stainless.js";
import { missingEndpoints, namesOverlay } from "../init/stainless-names.js";
import { type Prepared, prepare } from "../pipeline.js";
import { counted } from "../report/index.js";
import { defineCommand, usageFault } from "./command.js";
import { layoutOf } from "./config.js";
import { migrationFrom } from "./init-stainless.js";
import type { Session } from "./session.js";

type InitFlags = { readonly name?: string; readonly fromStainless?: string; readonly yes: boolean };

const configName = "jackfield.config.ts";
const namesPath = "patches/names-of-before.yaml";

/** `jackfield init`: looks at specs and writes a config to start from. Files that are there already stay. */
const runInit = async (given: readonly string[], flags: InitFlags, session: Session): Promise<number> => {
  const folder = process.cwd();
  const present = configFileIn(folder);
  if (present !== undefined && !present.endsWith(configName))
    return usageFault(session, `There is a config already: ${shownPath(present)}`, "jackfield init --help");
  const migration =
    flags.fromStainless === undefined ? undefined : await migrationFrom(flags.fromStainless, session.report);
  if (flags.fromStainless !== undefined && migration === undefined) return session.finish();
  const wanted = await answers(given, flags, migration);
  if (wanted === undefined)
    return usageFault(
      session,
      "init needs a spec: a file, an https URL or npm:package/file.",
      "jackfield init --help",
    );
  const draft = draftOf(wanted, migration);
  const first = await prepared(draft, session);
  if (first === undefined) return session.finish();
  const overlay = migration && namesFile(migration, first, session);
  const planted = overlay ? plantSeeds(planSeeds([overlay], folder), folder, session.report) : undefined;
  const named = overlay ? withOverlay(draft) : draft;
  const last = overlay ? await prepared(named, session) : first;
  if (last === undefined) return session.finish();
  const config = { ...proposedConfig(last.plan, last.apis), ...named };
  const file = { path: configName, text: configFile(ordered(config)) };
  const seeds = plantSeeds(planSeeds([file], folder), folder, session.report);
  const manifest = completeManifest(config, last, folder, session);
  const written = [...(planted?.written ?? []), ...seeds.written, ...manifest];
  const left = [...(planted?.left ?? []), ...seeds.left];
  return session.finish({
    summary: { tools: last.plan.tools.length, written, left },
    line: summaryLine(last, { written, left }),
  });
};

const summaryLine = (
  { plan, apis }: Prepared,
  { written, left }: { readonly written: readonly string[]; readonly left: readonly string[] },
): string =>
  [
    `${counted(plan.tools.length, "tool")} of ${apis.map(({ title }) => title).join(", ")}.`,
    ...(written.length > 0 ? [`Written: ${written.join(", ")}.`] : []),
    ...(left.length > 0 ? [`Yours, left as they are: ${left.join(", ")}.`] : []),
    `Next: jackfield generate, then npm install and npm test`,
  ].join("\n");

type ServerWish = {
  /** What the server is called after. */
  readonly name: string;
  /** Absent: nobody named the package. */
  readonly npmName?: string;
  readonly specs: readonly string[];
};

/** What to make a server of: from the command line, or asked of a person at a terminal. */
const answers = async (
  specs: readonly string[],
  { name, yes }: InitFlags,
  migration: Migration | undefined,
): Promise<ServerWish | undefined> => {
  const usual = (from: string): string => name ?? migration?.name ?? nameFrom(from);
  const [first] = specs;
  if (first !== undefined && (yes || name !== undefined || !process.stdin.isTTY))
    return { name: usual(first), ...(name !== undefined && { npmName: name }), specs };
  if (!process.stdin.isTTY) return undefined;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const spec =
      first ?? (await terminal.question("OpenAPI spec (file, https URL or npm:package/file): ")).trim();
    if (spec === "") return undefined;
    const chosen = (await terminal.question(`Name on npm (${usual(spec)}): `)).trim();
    const all = first === undefined ? [spec] : specs;
    return chosen === "" ? { name: usual(spec), specs: all } : { name: chosen, npmName: chosen, specs: all };
  } finally {
    terminal.close();
  }
};

const draftOf = ({ name, npmName, specs }: ServerWish, migration: Migration | undefined): ConfigInput => {
  const server = nameFrom(name.replace(/^@[^/]*\//, ""));
  const wishes = { ...migration?.config.package, ...(npmName?.startsWith("@") && { name: npmName }) };
  return {
    ...migration?.config,
    name: server,
    specs: specs.map((from) => ({ id: specs.length === 1 ? server : nameFrom(from), from })),
    package: wishes,
  };
};

const withOverlay = ({ specs, ...rest }: ConfigInput): ConfigInput => ({
  ...rest,
  specs: specs.map((spec, index) => (index === 0 ? { ...spec, overlays: [namesPath] } : spec)),
});

const prepared = async (input: ConfigInput, { report, progress }: Session): Promise<Prepared | undefined> => {
  const config = complete(input, { folder: process.cwd() }, report);
  const made = config && (await prepare(config, { thorough: false }, report, progress));
  return report.hasErrors() ? undefined : made;
};

/** The overlay that gives operations the names of before; endpoints that the spec lacks are warnings. */
const namesFile = (migration: Migration, { apis }: Prepared, { report }: Session): OutputFile => {
  for (const { method, path, tool } of missingEndpoints(migration, apis))
    report.add("config/missing-endpoint", { file: "command line" }, { endpoint: `${method} ${path}`, tool });
  return { path: namesPath, text: namesOverlay(migration, apis) };
};

const optionOrder = [
  "name",
  "prefix",
  "specs",
  "credentials",
  "variables",
  "hosts",
  "include",
  "profiles",
  "package",
];

/** The options in the order in which a reader wants them; empty ones are left out. */
const ordered = (config: ConfigInput): ConfigInput => {
  const isEmpty = (value: unknown): boolean =>
    typeof value === "object" && value !== null && Object.keys(value).length === 0;
  const entries = Object.entries(config)
    .filter(([key, value]) => key === "package" || !isEmpty(value))
    .sort(([a], [b]) => optionOrder.indexOf(a) - optionOrder.indexOf(b));
  return Object.fromEntries(entries) as ConfigInput; // the same options
};

/** Adds what a server needs to a package.json that is there already; one that is not comes with `generate`. */
const completeManifest = (
  { package: wishes }: ConfigInput,
  { plan }: Prepared,
  folder: string,
  { report }: Session,
): readonly string[] => {
  const present = textIn(folder, "package.json");
  const layout = layoutOf({ file: configName, package: wishes ?? {} });
  if (present === undefined || layout === undefined) return [];
  const wanted = packageFiles(plan, layout, { ...(wishes && { wishes }) }).find(
    ({ path }) => path === "package.json",
  );
  const text = wanted && completedManifest(present, wanted.text, { isNamed: wishes?.name !== undefined });
  if (text === undefined || text === present) return [];
  putWhole(join(folder, "package.json"), Buffer.from(text), report);
  return ["package.json"];
};

export const initCommand = defineCommand({
  usage: "init [spec...]",
  summary: "Look at a spec and write a config to start from: credentials, tool lists, the package.",
  flags: {
    name: {
      value: "<name>",
      doc: "name of the package on npm, such as @acme/pets; by default the spec's file name",
    },
    fromStainless: {
      value: "<file>",
      doc: "take names of tools and variables from a Stainless configuration, or from the folder that holds it",
    },
    yes: { doc: "ask nothing" },
  },
  help: `A file that exists stays as it is, so the command can be run again.

Examples:
  jackfield init                                             asks for the spec
  jackfield init openapi.yaml --name @acme/pets
  jackfield init openapi.yaml --from-stainless ../acme-sdk   callers keep the names of their tools`,
  run: (given, words, session) => runInit(words, given, session),
});
