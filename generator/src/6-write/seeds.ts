import type { OutputFile } from "../5-emit/types.js";
import { sha256 } from "../document/hash.js";
import type { Report } from "../report/index.js";
import { isSystemError, linkOnTheWay, putFile, readPresent } from "./disk.js";
import { mergeInto } from "./merge.js";

/** Path → hash of the text that a run gave it, `""` for a file that a person brought. */
type SeedList = ReadonlyMap<string, string>;

/** The list of a folder. It is committed with the package: a fresh clone has to know whose a file is. */
const seedListFile = ".jackfield.seeds.json";

type Fate =
  | { readonly kind: "write"; readonly text: string; readonly isOurs: boolean }
  | { readonly kind: "keep"; readonly text: string; readonly isOurs: true }
  /** It stays what it is; without a text it stays away. */
  | { readonly kind: "leave"; readonly text?: string };

/** What a run will do with the seed files of a folder. */
export type SeedPlan = {
  readonly fates: readonly { readonly path: string; readonly fate: Fate }[];
  readonly list: SeedList;
};

/** What planting did. Paths are relative to the folder. */
export type Planted = {
  readonly written: readonly string[];
  readonly kept: readonly string[];
  /** A person edited, deleted or brought them. */
  readonly left: readonly string[];
};

/**
 * Seed files belong to the owner of a package. One is planted where nothing is and renewed while it is as a run wrote it;
 * once it is edited or deleted it is left alone, apart from the parts that are marked as ours.
 */
export const planSeeds = (files: readonly OutputFile[], folder: string): SeedPlan => {
  const before = readSeedList(folder);
  const fates = files.map((file) => ({ path: file.path, fate: fateOf(folder, file, before) }));
  const list = new Map(before);
  for (const { path, fate } of fates) {
    if (fate.kind !== "leave" && fate.isOurs) list.set(path, sha256(fate.text));
    else if (!list.has(path)) list.set(path, "");
  }
  return { fates, list };
};

const fateOf = (folder: string, file: OutputFile, list: SeedList): Fate => {
  const { path, text } = file;
  const now = readPresent(folder, path);
  const ours = { kind: "write", text, isOurs: true } as const;
  if (linkOnTheWay(folder, path) !== undefined) return { kind: "leave" };
  if (now.kind === "absent") return list.has(path) ? { kind: "leave" } : ours;
  if (now.kind !== "file") return { kind: "leave" };
  if (now.text === text) return { kind: "keep", text, isOurs: true };
  if (list.get(path) === sha256(now.text)) return ours;
  const merged = mergeInto(now.text, file);
  return merged === now.text
    ? { kind: "leave", text: merged }
    : { kind: "write", text: merged, isOurs: false };
};

/** The seed files that a plan changes. */
export const changedSeeds = ({ fates }: SeedPlan): readonly string[] =>
  fates.filter(({ fate }) => fate.kind === "write").map(({ path }) => path);

/** Path → hash of what is there after the plan, `""` for nothing. */
export const seedHashes = ({ fates }: SeedPlan): Readonly<Record<string, string>> =>
  Object.fromEntries(fates.map(({ path, fate }) => [path, fate.text === undefined ? "" : sha256(fate.text)]));

/** Whether the seed files of a folder are what a run left there. */
export const seedsStand = (folder: string, hashes: Readonly<Record<string, string>>): boolean =>
  Object.entries(hashes).every(([path, hash]) => {
    const now = readPresent(folder, path);
    return hash === (now.kind === "file" ? sha256(now.text) : "");
  });

/** Carries a plan out. */
export const plantSeeds = ({ fates, list }: SeedPlan, folder: string, report: Report): Planted => {
  const of = (kind: Fate["kind"]): readonly string[] =>
    fates.filter(({ fate }) => fate.kind === kind).map(({ path }) => path);
  try {
    for (const { path, fate } of fates) if (fate.kind === "write") putFile(folder, path, fate.text);
    if (fates.length > 0) putFile(folder, seedListFile, printSeedList(list));
    return { written: of("write"), kept: of("keep"), left: of("leave") };
  } catch (cause) {
    if (!isSystemError(cause)) throw cause;
    report.add("write/failed", { file: folder }, { problem: cause.message });
    return { written: [], kept: [], left: [] };
  }
};

/** The text of a seed file that a person wrote or edited; undefined when it is missing or as a run wrote it. */
export const editedText = (folder: string, path: string): string | undefined => {
  const now = readPresent(folder, path);
  if (now.kind !== "file") return undefined;
  return readSeedList(folder).get(path) === sha256(now.text) ? undefined : now.text;
};

/** A list that cannot be read says nothing: every file that is there is then its owner's. */
const readSeedList = (folder: string): SeedList => {
  const now = readPresent(folder, seedListFile);
  if (now.kind !== "file") return new Map();
  try {
    const { files } = Object(JSON.parse(now.text));
    const pairs = Object.entries(Object(files));
    return new Map(pairs.filter((pair): pair is [string, string] => typeof pair[1] === "string"));
  } catch {
    return new Map();
  }
};

const printSeedList = (list: SeedList): string => {
  const files = Object.fromEntries([...list].sort(([a], [b]) => (a < b ? -1 : 1)));
  const note =
    "Hashes of the package's files as Jackfield wrote them. It renews these; files that were edited or deleted are yours. Commit this file.";
  return `${JSON.stringify({ note, files }, null, 1)}\n`;
};
