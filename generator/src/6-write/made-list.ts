import { isInside } from "./paths.js";

/** Path → hash of its text, for every file that runs on this folder made. */
export type MadeList = ReadonlyMap<string, string>;

export const madeListFile = ".jackfield.json";

/** Reads the list of the last run. What it says is not trusted: a path that leads out of the folder is not ours. */
export const parseMadeList = (text: string): MadeList => {
  const list = new Map<string, string>();
  const files = fieldOf(parse(text), "files");
  if (typeof files !== "object" || files === null) return list;
  for (const [path, hash] of Object.entries(files)) {
    if (typeof hash === "string" && isInside(path)) list.set(path, hash);
  }
  return list;
};

export const printMadeList = (list: MadeList): string => {
  const files = Object.fromEntries([...list].sort(([a], [b]) => (a < b ? -1 : 1)));
  const note = "Files that the generator made here. It replaces and deletes these and no others.";
  return `${JSON.stringify({ note, files }, null, 1)}\n`;
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // A list that was cut off is no list: nothing is deleted on its word.
    return undefined;
  }
};

const fieldOf = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null
    ? Object.entries(value).find(([name]) => name === key)?.[1]
    : undefined;
