import { readFile, realpath, stat } from "node:fs/promises";
import { basename, isAbsolute, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { OpenFile } from "@jackfield/runtime";

/** Files above this size are not read into a request. */
const largest = 50_000_000;

const isInside = (folder: string, path: string): boolean => {
  const way = relative(folder, path);
  return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
};

/**
 * Reads files below the folders that the operator named, links followed; anything else is refused without saying
 * whether it exists.
 */
export const openFilesIn = (folders: readonly string[]): OpenFile => {
  const allowed = Promise.all(folders.map((folder) => realpath(folder)));
  return async (url) => {
    const path = await realpath(fileURLToPath(url)).catch(() => undefined);
    const roots = await allowed;
    if (path === undefined || !roots.some((root) => isInside(root, path))) {
      throw new Error(`there is no such file in ${folders.join(", ")}`);
    }
    const about = await stat(path);
    if (!about.isFile()) throw new Error("it is not a regular file");
    if (about.size > largest) throw new Error(`it is larger than ${largest} bytes`);
    return { bytes: await readFile(path), name: basename(path) };
  };
};
