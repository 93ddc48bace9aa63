import { readFileSync, statSync } from "node:fs";
import { extname } from "node:path";
import { type Config, type Flags, fromFlags, loadConfig } from "../config/index.js";
import { survey } from "../pipeline.js";
import { readSurface, type Surface, surfaceOfList } from "../surface/index.js";
import type { ConfigFlags } from "./config.js";
import { toolsIn } from "./listing.js";
import { configFolder, surfaceAt, surfaceIn, surfaceInFolder, workingLockFolder } from "./lock-place.js";
import type { Session } from "./session.js";

/** Flags for the specs among the sides. */
export type SideFlags = Omit<Partial<Flags>, "spec" | "name" | "out">;

/**
 * What a person named: a lock, a tool list, a spec, a config, or a git revision. A file is taken before a revision of its
 * name. Undefined after reporting.
 */
export const readSide = async (
  named: string,
  flags: SideFlags,
  session: Session,
): Promise<Surface | undefined> => {
  const { report, options } = session;
  const kind = kindOf(named);
  switch (kind.kind) {
    case "lock":
      return surfaceIn(kind.text, named, report);
    case "list":
      return surfaceOfList(kind.tools);
    case "config":
      return surveySide(await loadConfig({ folder: process.cwd(), file: named }, report), session);
    case "spec": {
      // Both sides of a comparison get one name, so that what they are called is no difference.
      const config = fromFlags({ ...flags, spec: named, name: "api" }, process.cwd(), report);
      return surveySide(config, session);
    }
    case "revision": {
      const beside = configFolder(options.config, process.cwd());
      return surfaceAt(kind, beside, report);
    }
  }
};

/** The lock of the working tree. */
export const readWorkingLock = async ({ report, options }: Session): Promise<Surface | undefined> => {
  const folder = await workingLockFolder(configFolder(options.config, process.cwd()), report);
  return folder === undefined ? undefined : surfaceInFolder(folder, report);
};

/** What a run would make. */
export const readRun = async (session: Session): Promise<Surface | undefined> => {
  const { report, options } = session;
  const folder = await workingLockFolder(configFolder(options.config, process.cwd()), report);
  if (folder === undefined) return undefined;
  const flags: ConfigFlags = options;
  const where = flags.config === undefined ? { folder } : { folder: process.cwd(), file: flags.config };
  return surveySide(await loadConfig(where, report), session);
};

const surveySide = async (
  config: Config | undefined,
  { report, progress }: Session,
): Promise<Surface | undefined> => {
  const surveyed = config && (await survey(config, { validate: false }, report, progress));
  return report.hasErrors() ? undefined : surveyed?.surface;
};

type SideKind =
  | { readonly kind: "lock"; readonly text: string }
  | { readonly kind: "list"; readonly tools: Parameters<typeof surfaceOfList>[0] }
  | { readonly kind: "config" }
  | { readonly kind: "spec" }
  | { readonly kind: "revision"; readonly name: string; readonly path?: string };

const kindOf = (named: string): SideKind => {
  if (named === "-" || /^(npm:|https?:\/\/)/i.test(named)) return { kind: "spec" };
  if (isFile(named)) return kindOfFile(named);
  const colon = named.indexOf(":");
  if (colon > 0) return { kind: "revision", name: named.slice(0, colon), path: named.slice(colon + 1) };
  // What has the ending of a document and is not there is a misspelt file, not a revision.
  return /\.(json|ya?ml)$/i.test(named) ? { kind: "spec" } : { kind: "revision", name: named };
};

/** What cannot be looked at, such as a name that is too long for one, is none. */
const isFile = (path: string): boolean => {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
};

const kindOfFile = (path: string): SideKind => {
  if ([".ts", ".mts", ".mjs", ".js"].includes(extname(path))) return { kind: "config" };
  if (extname(path) !== ".json") return { kind: "spec" };
  const text = readFileSync(path, "utf8");
  if (readSurface(text).kind !== "other" || /(^|[/\\])surface\.json$/.test(path))
    return { kind: "lock", text };
  const list = listIn(text);
  if (list !== undefined) return { kind: "list", tools: list };
  return /jackfield\.config\.json$/.test(path) ? { kind: "config" } : { kind: "spec" };
};

/** The tools of a `tools/list` result; a spec has neither `result` nor a list of tools. */
const listIn = (text: string): Parameters<typeof surfaceOfList>[0] | undefined => {
  try {
    return toolsIn(JSON.parse(text))?.list;
  } catch {
    return undefined;
  }
};
