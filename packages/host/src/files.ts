import { constants } from "node:fs";
import { type FileHandle, open, realpath, stat } from "node:fs/promises";
import { basename, isAbsolute, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { OpenFile } from "@jackfield/runtime";

/** Files above this size are not read into a request. */
const largest = 50_000_000;

const isInside = (folder: string, path: string): boolean => {
  const way = relative(folder, path);
  return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
};

/** Never follows a link, never waits for the other end of a pipe. */
const openFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * Whether the open file is the one that still is under this path. A folder on the way may have become a link since the
 * path was looked up.
 */
const isStillAt = async (file: FileHandle, path: string): Promise<boolean> => {
  const [now, opened, there] = await Promise.all([realpath(path), file.stat(), stat(path)]);
  return now === path && opened.dev === there.dev && opened.ino === there.ino;
};

const readOpen = async (file: FileHandle): Promise<Uint8Array> => {
  const { size } = await file.stat();
  const bytes = Buffer.alloc(Math.min(size, largest) + 1);
  let length = 0;
  for (;;) {
    const { bytesRead } = await file.read(bytes, length, bytes.length - length);
    length += bytesRead;
    if (bytesRead === 0) return bytes.subarray(0, length);
    if (length === bytes.length) throw new Error("it grew while it was read");
  }
};

/**
 * Reads files below the folders that the operator named, links followed; anything else is refused without saying
 * whether it exists. What is checked is what is open, so that nothing can be put in its place meanwhile. A file with a
 * second name is refused: that name may stand outside.
 */
export const openFilesIn = (folders: readonly string[]): OpenFile => {
  const allowed = Promise.all(folders.map((folder) => realpath(folder)));
  const missing = (): Error => new Error(`there is no such file in ${folders.join(", ")}`);
  return async (url) => {
    const path = await realpath(fileURLToPath(url)).catch(() => undefined);
    const roots = await allowed;
    if (path === undefined || !roots.some((root) => isInside(root, path))) throw missing();
    const file = await open(path, openFlags).catch(() => undefined);
    if (file === undefined) throw new Error("it cannot be opened");
    try {
      const about = await file.stat();
      if (!about.isFile()) throw new Error("it is not a regular file");
      if (about.nlink > 1) throw new Error("it has more than one name (a hard link)");
      if (about.size > largest) throw new Error(`it is larger than ${largest} bytes`);
      if (!(await isStillAt(file, path).catch(() => false))) throw missing();
      return { bytes: await readOpen(file), name: basename(path) };
    } finally {
      await file.close();
    }
  };
};
