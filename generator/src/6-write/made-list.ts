/** Path → hash of its text, for every file that runs on this folder made. */
export type MadeList = ReadonlyMap<string, string>;

/**
 * Whether a path names a file below the output folder on every system: relative, with `/`, no empty, `.` or `..`
 * segment, no character that a file system gives a meaning to.
 */
export const isSafePath = (path: string): boolean =>
  path.split("/").every((segment) => /^(?!\.{1,2}$)[A-Za-z0-9._-]+$/.test(segment));

export const madeListFile = ".jackfield.json";

/** Reads the list of the last run. What it says is not trusted: a path that leads out of the folder is not ours. */
export const parseMadeList = (text: string): MadeList => {
  const list = new Map<string, string>();
  const files = fieldOf(jsonOf(text), "files");
  if (typeof files !== "object" || files === null) return list;
  for (const [path, hash] of Object.entries(files)) {
    if (typeof hash === "string" && isSafePath(path)) list.set(path, hash);
  }
  return list;
};

export const printMadeList = (list: MadeList): string => {
  const files = Object.fromEntries([...list].sort(([a], [b]) => (a < b ? -1 : 1)));
  const note = "Files that the generator made here. It replaces and deletes these and no others.";
  return `${JSON.stringify({ note, files }, null, 1)}\n`;
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
