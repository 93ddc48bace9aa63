import { closeSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { StoreUnavailable } from "./store.js";

/** When a process started, as Linux counts it; tells a process from a later one with the same number. */
const startOfProcess = (pid: number): string => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return "";
  }
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
};

const ownerIn = (path: string): { readonly pid: number; readonly started: string } | undefined => {
  try {
    const [, pid, started = ""] = /^(\d+) (\d*)$/.exec(readFileSync(path, "utf8")) ?? [];
    return pid === undefined ? undefined : { pid: Number(pid), started };
  } catch {
    return undefined;
  }
};

const claim = (path: string): boolean => {
  try {
    const file = openSync(path, "wx", 0o600);
    writeSync(file, `${process.pid} ${startOfProcess(process.pid)}`);
    closeSync(file);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw new StoreUnavailable(
      `the event file cannot be locked: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
};

/**
 * Makes this process the owner of a file until `release`. `<file>.owner` holds the owner's process number and its start;
 * what a dead owner left behind is removed, its SQLite lock too. Rejects while another owner lives.
 */
export const ownFile = (file: string): { release(): void } => {
  const path = `${file}.owner`;
  for (let attempt = 0; !claim(path); attempt += 1) {
    const owner = ownerIn(path);
    const lives = owner !== undefined && isAlive(owner.pid) && startOfProcess(owner.pid) === owner.started;
    if (lives || attempt === 3)
      throw new StoreUnavailable(
        `the event file ${file} is in use by process ${owner?.pid ?? "unknown"}; give each server a file of its own`,
      );
    rmSync(path, { force: true });
    // The WebAssembly build locks with a folder, which a killed process cannot remove.
    rmSync(`${file}.lock`, { recursive: true, force: true });
  }
  return { release: () => rmSync(path, { force: true }) };
};
