import { randomUUID } from "node:crypto";
import { lstatSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";

type Lock =
  | { readonly kind: "held"; readonly release: () => void }
  /** Something that is not a file is in its place. */
  | { readonly kind: "foreign" }
  /** Another run holds it; `by` names that run. */
  | { readonly kind: "busy"; readonly by: string };

export const lockFile = ".jackfield.lock";

/** A run takes seconds; a lock this old belongs to one that died where we cannot see it. */
const longest = 10 * 60_000;
/** Between making the file and writing its owner into it; a run that dies there leaves it empty. */
const blankFor = 1_000;

/** Takes the folder for this run. A lock whose owner is gone is taken over. */
export const takeLock = (folder: string): Lock => {
  const path = join(folder, lockFile);
  const token = `${process.pid} ${hostname()} ${randomUUID()}`;
  const until = Date.now() + 2 * blankFor;
  for (;;) {
    if (claim(path, token)) return { kind: "held", release: () => release(path, token) };
    const about = lstatSync(path, { throwIfNoEntry: false });
    if (about !== undefined && !about.isFile()) return { kind: "foreign" };
    const owner = about && read(path);
    if (owner === undefined) {
      if (Date.now() > until) return { kind: "busy", by: "unknown process" };
      continue;
    }
    if (owner !== "" && isAlive(path, owner)) return { kind: "busy", by: nameOf(owner) };
    if (owner === "" && age(path) < blankFor) pause();
    else discard(path, owner);
    if (Date.now() > until) return { kind: "busy", by: nameOf(owner) };
  }
};

const pause = (): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
};

const age = (path: string): number =>
  Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());

const claim = (path: string, token: string): boolean => {
  try {
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, token, { flag: "wx" });
    return true;
  } catch (cause) {
    if (hasCode(cause, "EEXIST")) return false;
    throw cause;
  }
};

/** Two runs may find the same dead lock: it is moved away first, and put back if it was not that one any more. */
const discard = (path: string, owner: string): void => {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
    if (read(aside) === owner) rmSync(aside, { force: true });
    else renameSync(aside, path);
  } catch (cause) {
    if (!hasCode(cause, "ENOENT")) throw cause;
  }
};

const release = (path: string, token: string): void => {
  if (read(path) === token) rmSync(path, { force: true });
};

const read = (path: string): string | undefined => {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    if (hasCode(cause, "ENOENT")) return undefined;
    throw cause;
  }
};

const isAlive = (path: string, owner: string): boolean => {
  // A clock that was set back must not keep a lock for ever.
  if (Math.abs(age(path)) > longest) return false;
  const [pid, host] = owner.split(" ");
  // Of another machine on a shared disk: only its age tells.
  if (host !== hostname()) return true;
  // 0 and negative numbers mean groups of processes.
  if (!(Number(pid) > 0)) return false;
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch (cause) {
    return hasCode(cause, "EPERM");
  }
};

/** The text may be anybody's: only what a run writes is shown on a terminal. */
const nameOf = (owner: string): string => {
  const [pid = "", host = ""] = owner.split(" ", 2);
  const isOurs = /^\d{1,10}$/.test(pid) && /^[\w.-]{1,255}$/.test(host);
  return isOurs ? `process ${pid} on ${host}` : "unknown process";
};

const hasCode = (cause: unknown, code: string): boolean =>
  cause instanceof Error && "code" in cause && cause.code === code;
