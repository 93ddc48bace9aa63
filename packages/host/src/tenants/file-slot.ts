import { randomBytes } from "node:crypto";
import { readFile, rename, stat, writeFile } from "node:fs/promises";
import { Problem } from "../problem.js";
import type { Slot } from "../state/state.js";

const isMissing = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "ENOENT";

/** A text in a file that its owner alone can read. It is replaced whole, by rename. Throws `Problem`. */
export const fileSlot = (path: string): Slot => {
  const orMissing = async <Value>(work: Promise<Value>): Promise<Value | undefined> => {
    try {
      return await work;
    } catch (error) {
      if (isMissing(error)) return undefined;
      const reason = error instanceof Error && "code" in error ? String(error.code) : String(error);
      throw new Problem(`cannot read the tenants in ${path} (${reason}).`);
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
      if ((await version()) !== replaced) return false;
      const draft = `${path}.${randomBytes(6).toString("hex")}`;
      await writeFile(draft, text, { mode: 0o600, flag: "wx", flush: true });
      await rename(draft, path);
      return true;
    },
  };
};
