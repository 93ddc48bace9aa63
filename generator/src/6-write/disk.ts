import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import type { OutputFile } from "../5-emit/types.js";
import { sha256 } from "../document/hash.js";
import { type LastRun, type MadeList, madeListFile, parseMadeList, printMadeList } from "./made-list.js";
import type { Changes, Present } from "./plan-changes.js";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Does its work, which must not wait for anything, to the end; a signal that came meanwhile counts afterwards. */
const holdSignals = (work: () => void): void => {
  const came: NodeJS.Signals[] = [];
  const hold = (signal: NodeJS.Signals): void => void came.push(signal);
  for (const signal of signals) process.on(signal, hold);
  const letGo = (): void => {
    for (const signal of signals) process.off(signal, hold);
    const [first] = came;
    if (first !== undefined) process.kill(process.pid, first);
  };
  try {
    work();
  } finally {
    // Node hands signals over between two rounds of its loop.
    setImmediate(() => setImmediate(letGo));
  }
};

/** Where new files wait until all are written. On the same file system as their places, so that a move is atomic. */
export const stagingFolder = ".jackfield.new";

export const readMadeList = (folder: string): MadeList => {
  const list = readPresent(folder, madeListFile);
  return list.kind === "file" ? parseMadeList(list.text) : new Map();
};

export const readPresent = (folder: string, path: string): Present => {
  try {
    const about = lstatSync(join(folder, path), { throwIfNoEntry: false });
    if (about === undefined) return { kind: "absent" };
    if (about.isDirectory()) return { kind: "folder" };
    // To read a pipe would wait for its writer.
    if (!about.isFile()) return { kind: "other" };
    return { kind: "file", text: readFileSync(join(folder, path), "utf8") };
  } catch (cause) {
    if (isAbsence(cause)) return { kind: "absent" };
    throw cause;
  }
};

/** Where a folder really is, or will be when it is made. */
export const realPlace = (folder: string): string => {
  if (existsSync(folder)) return realpathSync(folder);
  const parent = dirname(folder);
  return parent === folder ? folder : join(realPlace(parent), basename(folder));
};

/** The first symbolic link on the way from the folder to the file, if there is one. */
export const linkOnTheWay = (folder: string, path: string): string | undefined => {
  const segments = path.split("/");
  for (let count = 1; count <= segments.length; count++) {
    const part = segments.slice(0, count).join("/");
    if (lstatSync(join(folder, part), { throwIfNoEntry: false })?.isSymbolicLink()) return part;
  }
  return undefined;
};

/**
 * Carries the changes out. All new texts are on the disk before the first file changes its place, and the list of
 * made files names old and new ones while that happens: a run that is killed leaves what the next one can complete.
 */
export const apply = (
  folder: string,
  changes: Changes,
  { made, run }: { readonly made: MadeList; readonly run: LastRun | undefined },
): void => {
  const changed = [...changes.create, ...changes.update];
  const list = after(made, changes);
  if (changed.length + changes.remove.length === 0 && isSameList(folder, list, run)) return;
  holdSignals(() => move(folder, changes, { made, list, run }));
};

const move = (
  folder: string,
  changes: Changes,
  {
    made,
    list,
    run,
  }: { readonly made: MadeList; readonly list: MadeList; readonly run: LastRun | undefined },
): void => {
  const changed = [...changes.create, ...changes.update];
  const before = new Map(changes.update.map(({ path }) => [path, readPresent(folder, path)]));
  const staging = join(folder, stagingFolder);
  const moved: OutputFile[] = [];
  try {
    rmSync(staging, { recursive: true, force: true });
    mkdirSync(staging);
    changed.forEach(({ text }, index) => {
      writeFileSync(join(staging, String(index)), text);
    });
    for (const { path } of changed) mkdirSync(dirname(join(folder, path)), { recursive: true });
    putList(folder, whileMoving(made, changes));
    changed.forEach((file, index) => {
      renameSync(join(staging, String(index)), join(folder, file.path));
      moved.push(file);
    });
    for (const path of changes.remove) removeFile(folder, path);
    putList(folder, list, run);
  } catch (cause) {
    if (moved.length < changed.length) undo(folder, changes, moved, before);
    throw cause;
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
};

const after = (made: MadeList, changes: Changes): MadeList => {
  const kept = new Set(changes.keep);
  return new Map([
    ...[...made].filter(([path]) => kept.has(path)),
    ...hashes([...changes.create, ...changes.update]),
  ]);
};

const hashes = (files: readonly OutputFile[]): readonly (readonly [string, readonly string[]])[] =>
  files.map(({ path, text }) => [path, [sha256(text)]]);

/** New hashes next to the old ones, for files that are replaced. */
const whileMoving = (made: MadeList, { create, update }: Changes): MadeList => {
  const added = hashes([...create, ...update]).map(
    ([path, [hash = ""]]) => [path, [...new Set([...(made.get(path) ?? []), hash])]] as const,
  );
  return new Map([...made, ...added]);
};

/** Puts one file in its place whole, if it is not there already. */
export const putFile = (folder: string, path: string, text: string): boolean => {
  const now = readPresent(folder, path);
  if (now.kind === "file" && now.text === text) return false;
  replace(join(folder, path), text);
  return true;
};

/** The same for bytes that belong to no output folder. */
export const putBytes = (place: string, bytes: Uint8Array): boolean => {
  if (existsSync(place) && readFileSync(place).equals(bytes)) return false;
  replace(place, bytes);
  return true;
};

const replace = (place: string, content: string | Uint8Array): void => {
  const waiting = `${place}.${process.pid}.new`;
  try {
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(waiting, content);
    renameSync(waiting, place);
  } catch (cause) {
    rmSync(waiting, { force: true });
    throw cause;
  }
};

const isSameList = (folder: string, list: MadeList, run: LastRun | undefined): boolean => {
  const now = readPresent(folder, madeListFile);
  return now.kind === "file" && now.text === printMadeList(list, run);
};

const putList = (folder: string, list: MadeList, run?: LastRun): void => {
  const waiting = join(folder, stagingFolder, "list");
  writeFileSync(waiting, printMadeList(list, run));
  renameSync(waiting, join(folder, madeListFile));
};

/** Puts the old texts back, and takes away new files and the folders that were made for them. */
const undo = (
  folder: string,
  { create }: Changes,
  moved: readonly OutputFile[],
  before: ReadonlyMap<string, Present>,
): void => {
  for (const { path } of moved) {
    const old = before.get(path);
    if (old?.kind === "file") putFile(folder, path, old.text);
    else removeFile(folder, path);
  }
  for (const { path } of create) removeEmptyFolders(folder, path);
};

/** Removes a file and the folders that it leaves empty, never the output folder itself. */
const removeFile = (folder: string, path: string): void => {
  rmSync(join(folder, path), { force: true });
  removeEmptyFolders(folder, path);
};

const removeEmptyFolders = (folder: string, path: string): void => {
  for (let parent = dirname(path); parent !== "."; parent = dirname(parent)) {
    try {
      rmdirSync(join(folder, parent));
    } catch (cause) {
      if (isAbsence(cause)) continue;
      return;
    }
  }
};

const isAbsence = (cause: unknown): boolean => hasCode(cause, "ENOENT") || hasCode(cause, "ENOTDIR");

const hasCode = (cause: unknown, code: string): boolean =>
  cause instanceof Error && "code" in cause && cause.code === code;

/** What a file system call throws, as opposed to a bug of Jackfield. */
export const isSystemError = (cause: unknown): cause is Error =>
  cause instanceof Error && "syscall" in cause && "code" in cause;
