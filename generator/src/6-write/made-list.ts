/**
 * Path → hashes that its text may have, for every file that runs on this folder made. There are two while files change
 * their places: a run that is killed leaves one or the other.
 */
export type MadeList = ReadonlyMap<string, readonly string[]>;

/**
 * Whether a path names a file below the output folder on every system: relative, with `/`, no empty, `.` or `..`
 * segment, no character that a file system gives a meaning to, and nothing of git.
 */
export const isSafePath = (path: string): boolean =>
  path.split("/").every((segment) => /^(?!\.{1,2}$)(?!\.git)[a-z0-9._-]+$/i.test(segment));

export const madeListFile = ".jackfield.json";

/** Reads the list of the last run. What it says is not trusted: a path that leads out of the folder is not ours. */
export const parseMadeList = (text: string): MadeList => {
  const list = new Map<string, readonly string[]>();
  const files = fieldOf(jsonOf(text), "files");
  if (typeof files !== "object" || files === null) return list;
  for (const [path, hash] of Object.entries(files)) {
    const hashes = [hash].flat().filter((one): one is string => typeof one === "string");
    if (hashes.length > 0 && isSafePath(path)) list.set(path, hashes);
  }
  return list;
};

/** What the run that wrote the files started from, and what it counted. */
export type LastRun = {
  /** Hash of everything that decides what is written. */
  readonly inputs: string;
  /** Files that the sources refer to, from the config's folder. */
  readonly parts: readonly string[];
  /** Path → hash of the files of the surface lock, which are in another folder. */
  readonly lock: Readonly<Record<string, string>>;
  /** The same for the files of the package; `""`: there is none. */
  readonly seeds: Readonly<Record<string, string>>;
  readonly counts: {
    readonly tools: number;
    readonly operations: number;
    readonly tokens: number;
    readonly warnings: number;
    readonly skipped: number;
    readonly absent: readonly string[];
  };
};

const isText = (value: unknown): value is string => typeof value === "string";

/** The record of the last run; undefined when there is none that is whole. */
export const parseLastRun = (text: string): LastRun | undefined => {
  const run = fieldOf(jsonOf(text), "run");
  const [inputs, parts, lock, seeds, counts] = ["inputs", "parts", "lock", "seeds", "counts"].map((key) =>
    fieldOf(run, key),
  );
  const absent = fieldOf(counts, "absent");
  const numbers = ["tools", "operations", "tokens", "warnings", "skipped"].map((key) => fieldOf(counts, key));
  const isWhole =
    isText(inputs) &&
    [parts, absent].every((list) => Array.isArray(list) && list.every(isText)) &&
    [lock, seeds].every((map) => typeof map === "object" && Object.values(map ?? {}).every(isText)) &&
    numbers.every((count) => typeof count === "number");
  return isWhole ? (run as LastRun) : undefined; // every part was looked at
};

export const printMadeList = (list: MadeList, run?: LastRun): string => {
  const sorted = [...list].sort(([a], [b]) => (a < b ? -1 : 1));
  const files = Object.fromEntries(
    sorted.map(([path, hashes]) => [path, hashes.length === 1 ? hashes[0] : hashes]),
  );
  const note = "Files that the generator made here. It replaces and deletes these and no others.";
  return `${JSON.stringify({ note, files, ...(run && { run }) }, null, 1)}\n`;
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // Of a list that was cut off nothing is believed, so nothing is deleted.
    return undefined;
  }
};

const fieldOf = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null
    ? Object.entries(value).find(([name]) => name === key)?.[1]
    : undefined;
