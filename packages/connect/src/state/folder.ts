import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { Failure, messageOf } from "../failure.js";
import { isObject, type JsonObject } from "../json-rpc.js";
import type { Log } from "../log.js";

/** The schema of all state files. A file of a newer one is read as far as it is known, and never overwritten. */
const schema = 1;

/** The folder that holds tokens, logins in progress, cached addresses and locks. Files are 0600, folders 0700. */
export type StateFolder = {
  readonly path: string;
  /** The content of a file; undefined when it is missing or cannot be used. A damaged file is put aside. */
  read(file: string): JsonObject | undefined;
  /** Replaces a file: whatever happens, it holds the old or the new content. Throws a Failure. */
  write(file: string, content: JsonObject): void;
  remove(file: string): void;
  /** Names of the files in a folder below, without those that are put aside or half written. */
  list(folder: string): readonly string[];
  /** Names of the folders in a folder below. */
  folders(folder: string): readonly string[];
};

const staleTemporary = 3_600_000;
let counter = 0;

/** Windows refuses to replace a file that somebody reads just now. */
const renameWithPatience = (from: string, to: string): void => {
  for (let tries = 1; ; tries += 1) {
    try {
      renameSync(from, to);
      return;
    } catch (error) {
      const busy = /EPERM|EBUSY|EACCES/.test(messageOf(error)) && process.platform === "win32";
      if (!busy || tries === 5) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, tries * 20);
    }
  }
};

const syncFolder = (folder: string): void => {
  if (process.platform === "win32") return;
  const handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
};

/** Writes to a file next to the target, makes sure that it is on the disk, and only then puts it in place. */
export const replaceFile = (path: string, text: string): void => {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  counter += 1;
  const temporary = `${path}.${process.pid}.${counter}.tmp`;
  const file = openSync(temporary, "wx", 0o600);
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } catch (error) {
    closeSync(file);
    rmSync(temporary, { force: true });
    throw error;
  }
  closeSync(file);
  renameWithPatience(temporary, path);
  syncFolder(folder);
};

const sweep = (folder: string, now: number): void => {
  for (const name of readdirSync(folder)) {
    if (!name.endsWith(".tmp")) continue;
    const path = join(folder, name);
    const age = now - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? now);
    if (age > staleTemporary) rmSync(path, { force: true });
  }
};

export const openState = (path: string, log: Log, now: () => number = Date.now): StateFolder => {
  const full = (file: string): string => join(path, file);
  const check = (file: string): boolean => {
    const stat = statSync(file, { throwIfNoEntry: false });
    if (stat === undefined) return false;
    const me = process.getuid?.();
    if (me !== undefined && stat.uid !== me)
      throw new Failure(
        "config",
        `${file} belongs to another user`,
        "Use a folder of your own: JACKFIELD_CONNECT_HOME or --home.",
      );
    if (process.platform !== "win32" && (stat.mode & 0o077) !== 0) {
      chmodSync(file, 0o600);
      log.warn(`${file} could be read by others; its permissions are now 0600`);
    }
    return true;
  };
  const putAside = (file: string): undefined => {
    const aside = `${file}.corrupt-${now()}`;
    renameSync(file, aside);
    log.warn(`${file} is damaged; it is kept as ${aside} and not used`);
  };
  const read = (file: string): JsonObject | undefined => {
    const target = full(file);
    try {
      if (!check(target)) return undefined;
      let content: unknown;
      try {
        content = JSON.parse(readFileSync(target, "utf8"));
      } catch (error) {
        if (error instanceof SyntaxError) return putAside(target);
        throw error;
      }
      const usable = isObject(content) && typeof content.schema === "number" && content.schema >= schema;
      return usable && isObject(content) ? content : putAside(target);
    } catch (error) {
      if (error instanceof Failure) throw error;
      // Another process has just removed or renamed it.
      log.debug(messageOf(error));
      return undefined;
    }
  };
  return {
    path,
    read,
    write(file, content) {
      const target = full(file);
      try {
        const before = read(file);
        if (before !== undefined && Number(before.schema) > schema)
          throw new Failure(
            "config",
            `${target} was written by a newer version`,
            "Update jackfield-connect.",
          );
        replaceFile(target, `${JSON.stringify({ schema, ...content })}\n`);
        sweep(dirname(target), now());
      } catch (error) {
        if (error instanceof Failure) throw error;
        throw new Failure("failed", `${target} cannot be written: ${messageOf(error)}`);
      }
    },
    remove: (file) => rmSync(full(file), { force: true }),
    list(folder) {
      try {
        return readdirSync(full(folder))
          .filter((name) => /\.(json|lock)$/.test(name))
          .sort();
      } catch {
        return [];
      }
    },
    folders(folder) {
      try {
        const entries = readdirSync(full(folder), { withFileTypes: true });
        return entries.flatMap((entry) => (entry.isDirectory() ? entry.name : [])).sort();
      } catch {
        return [];
      }
    },
  };
};
