import { existsSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";

/** True when `path` is `folder` or below it; both absolute. */
export const isInside = (folder: string, path: string): boolean => {
  const way = relative(folder, path);
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way));
};

/** The nearest folder at or above `folder` that holds a `.git`, else `folder` itself. */
export const repositoryOf = (folder: string): string => {
  for (let place = resolve(folder); ; place = dirname(place)) {
    if (existsSync(join(place, ".git"))) return place;
    if (dirname(place) === place) return resolve(folder);
  }
};

/** A path as messages show it: relative to the working folder, with forward slashes. */
export const shownPath = (path: string, workingFolder: string = process.cwd()): string => {
  const way = relative(workingFolder, path).replaceAll("\\", "/");
  return way === "" ? "." : way;
};
