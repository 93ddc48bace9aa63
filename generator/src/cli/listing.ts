import { resolve } from "node:path";
import { type CatalogRecord, listedTool, pointerTo } from "@jackfield/contract";
import { listingOf, type Mode, selectTools } from "@jackfield/runtime";
import { readDocument } from "../1-load/index.js";
import { type Config, type Flags, fromFlags, type LintProfile, shownPath } from "../config/index.js";
import { isObject, type Json, type JsonObject } from "../document/json.js";
import type { Finding, ListedTool, Listing, OwnLintRule } from "../lint/index.js";
import { type Prepared, prepare } from "../pipeline.js";
import type { Place, Report } from "../report/index.js";
import { specFlagsOf } from "./command.js";
import { readConfig } from "./config.js";
import { appOf } from "./serve.js";
import type { Session } from "./session.js";

export type LintFlags = Omit<Partial<Flags>, "spec"> & {
  readonly list?: string;
  readonly mode?: Mode;
  readonly profile?: readonly string[];
  readonly tools?: readonly string[];
};

/** A listing to look at, and where a reader finds what a finding is about. */
type Subject = {
  readonly listing: Listing;
  /** What to look for when nobody says it: the config does. */
  readonly rules: readonly LintProfile[];
  readonly placeOf: (finding: Pick<Finding, "tool" | "path">) => Place;
  /** The rules of the config's plugins. */
  readonly ownRules: readonly OwnLintRule[];
};

/** The tools that a server from a spec, or from the config, would list: its default profile, in its mode. */
export const plannedListing = async (
  spec: string | undefined,
  flags: LintFlags,
  { report, options, progress }: Session,
): Promise<Subject | undefined> => {
  const { name } = flags;
  const config = await readConfig(
    {
      ...(spec === undefined ? { config: options.config } : { spec, name }),
      ...specFlagsOf(flags),
    },
    report,
  );
  const prepared = config && (await prepare(config, { thorough: false }, report, progress));
  if (!prepared || report.hasErrors()) return undefined;
  progress("lint");
  const records = await recordsOf(prepared, flags, report, config);
  if (!records) return undefined;
  const planned = new Map(prepared.plan.tools.map((tool) => [tool.face.name, tool]));
  const files = new Map(prepared.specs.map(({ id, file }) => [id, file]));
  const tools = records.map(listedTool);
  return {
    listing: { server: name ?? prepared.plan.definition.name, tools },
    rules: config.lint.rules,
    ownRules: prepared.plugins.lintRules,
    placeOf({ tool }) {
      const about = tool === undefined ? undefined : planned.get(tools[tool]?.name ?? "");
      if (about?.kind === "local") {
        const { file, line, column } = about.origin;
        return { file, line, column };
      }
      const file = files.get(about?.origin.api ?? "") ?? config?.file ?? "command line";
      return { file, ...(about && { pointer: about.origin.pointer }) };
    },
  };
};

const recordsOf = async (
  { plan }: Prepared,
  { tools, profile, mode = "auto" }: LintFlags,
  report: Report,
  config: Config | undefined,
): Promise<readonly CatalogRecord[] | undefined> => {
  const request = { environment: {}, ...(tools && { tools }), ...(profile && { profiles: profile }) };
  const selection = await selectTools(appOf(plan), request);
  if (!selection.ok) {
    report.add("config/unknown-selection", { file: config?.file ?? "command line" }, selection);
    return undefined;
  }
  return (await listingOf(selection.app, { mode })).records;
};

/** A list of whatever server, with everything that it says of each tool. */
export type GivenSubject = Subject & { readonly file: string; readonly given: readonly NamedTool[] };

/** A `tools/list` result, of whatever server, from a file. */
export const givenListing = async (
  path: string,
  { name = "server" }: { readonly name?: string },
  report: Report,
): Promise<GivenSubject | undefined> => {
  const config = fromFlags({ spec: path, name }, process.cwd(), report);
  if (!config) return undefined;
  const absolute = resolve(path);
  const file = path === "-" ? "stdin" : shownPath(absolute);
  const location = path === "-" ? ({ kind: "stdin" } as const) : ({ kind: "file", path: absolute } as const);
  const read = await readDocument(location, { limits: config.limits });
  const tools = read.ok ? toolsIn(read.value) : undefined;
  const isLock = read.ok && isObject(read.value) && isObject(read.value.totals);
  if (!read.ok || !tools || isLock) {
    const other = isLock ? "it is a surface lock, which diff and check read" : "it contains none";
    const reason = read.ok ? other : read.reason;
    report.add("load/no-tool-list", { file }, { reason });
    return undefined;
  }
  if (tools.isPartial) report.add("load/partial-list", { file }, {});
  return {
    file,
    given: tools.list,
    listing: { server: name, tools: tools.list.map(listedToolOf) },
    rules: config.lint.rules,
    ownRules: [],
    placeOf({ tool, path: below }) {
      const pointer = tool === undefined ? "" : pointerTo(tools.pointer, tool, ...below);
      return { file, pointer, ...read.locate(pointer) };
    },
  };
};

type NamedTool = JsonObject & { readonly name: string };

/** The list itself, the result that holds it, or the whole JSON-RPC message; undefined where a tool has no name. */
export const toolsIn = (
  value: Json,
):
  | { readonly list: readonly NamedTool[]; readonly pointer: string; readonly isPartial: boolean }
  | undefined => {
  if (isObject(value) && isObject(value.result)) {
    const inner = toolsIn(value.result);
    return inner && { ...inner, pointer: `/result${inner.pointer}` };
  }
  const [list, pointer] = isObject(value) ? [value.tools, "/tools"] : [value, ""];
  if (!Array.isArray(list)) return undefined;
  const tools = list.flatMap((tool: Json) =>
    isObject(tool) && typeof tool.name === "string" ? [{ ...tool, name: tool.name }] : [],
  );
  const isPartial = isObject(value) && typeof value.nextCursor === "string";
  return tools.length === list.length ? { list: tools, pointer, isPartial } : undefined;
};

const listedToolOf = ({ name, inputSchema, description }: NamedTool): ListedTool => ({
  name,
  inputSchema,
  ...(typeof description === "string" && { description }),
});

/** Findings in words, each with its place. */
export const addFindings = (
  { listing, placeOf }: Pick<Subject, "listing" | "placeOf">,
  findings: readonly Finding[],
  report: Report,
): void => {
  for (const finding of findings) {
    const tool = listing.tools[finding.tool ?? -1]?.name ?? "";
    const place = { tool, at: pathText(finding.path), what: finding.what };
    report.add(finding.code, placeOf(finding), { ...place, clients: words(finding.clients) });
  }
};

/** `inputSchema.properties.a.items` as people say it: `a[]`. */
const pathText = (path: readonly (string | number)[]): string => {
  let text = "";
  for (const [index, token] of path.entries()) {
    const holder = path[index - 1];
    if (holder === "properties" && index > 1) text += `${text === "" ? "" : "."}${token}`;
    else if (token === "items") text += "[]";
    else if (typeof token === "number") text += ` (${holder} ${token + 1})`;
  }
  return text.trim();
};

export const words = (names: readonly string[]): string =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
