import { randomBytes } from "node:crypto";
import { readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { Problem } from "../problem.js";
import type { Slot } from "../state/state.js";

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : String(error);

/** A lock is held for an instant, so one of this age, in milliseconds, is of a process that is gone. */
const lockAge = 10_000;

/** Does the work unless another process is about it; undefined then. */
const alone = async <Value>(path: string, work: () => Promise<Value>): Promise<Value | undefined> => {
  const lock = `${path}.lock`;
  try {
    await writeFile(lock, "", { mode: 0o600, flag: "wx" });
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
    const facts = await stat(lock).catch(() => undefined);
    if (facts !== undefined && Date.now() - facts.mtimeMs > lockAge) await rm(lock, { force: true });
    return undefined;
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
};

/** A text in a file that its owner alone can read. It is replaced whole, by rename. Throws `Problem`. */
export const fileSlot = (path: string): Slot => {
  const orMissing = async <Value>(work: Promise<Value>): Promise<Value | undefined> => {
    try {
      return await work;
    } catch (error) {
      if (codeOf(error) === "ENOENT") return undefined;
      throw new Problem(`cannot read the tenants in ${path} (${codeOf(error)}).`);
    }
  };
  const version = async (): Promise<string | undefined> => {
    const facts = await orMissing(stat(path));
    return facts === undefined ? undefined : `${facts.mtimeMs} ${facts.ino} ${facts.size}`;
  };
  return {
    version,
    async read() {
      // The version first: a change between the two is read again, and never missed.
      const before = await version();
      const text = await orMissing(readFile(path, "utf8"));
      return text === undefined || before === undefined ? undefined : { text, version: before };
    },
    async replace(text, replaced) {
      const draft = `${path}.${randomBytes(6).toString("hex")}`;
      const done = alone(path, async () => {
        if ((await version()) !== replaced) return false;
        await writeFile(draft, text, { mode: 0o600, flag: "wx", flush: true });
        await rename(draft, path);
        return true;
      });
      return (
        (await done.catch((error: unknown) => {
          if (error instanceof Problem) throw error;
          throw new Problem(`cannot write the tenants in ${path} (${codeOf(error)}).`);
        })) ?? false
      );
    },
  };
};
