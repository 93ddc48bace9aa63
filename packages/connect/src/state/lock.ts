import { randomBytes } from "node:crypto";
import {
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import type { Clock } from "../clock.js";
import { isObject } from "../json-rpc.js";
import type { StateFolder } from "./folder.js";

/** Who holds a lock. When it was last alive is the file's own modification time. */
type LockHolder = {
  readonly pid: number;
  /** When the process began, in ticks since the boot: a pid alone may have been given to another process. */
  readonly startTicks: string | null;
  readonly host: string;
  readonly bootId: string | null;
  readonly nonce: string;
  readonly purpose: string;
  readonly acquiredAt: number;
};

const beat = 2_000;
/** A holder that is alive but has not moved for this long, as the waiter has watched it, is stuck. */
const stuck = 10_000;
const pause = 50;

const readText = (path: string): string | null => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
};

const bootId = (): string | null => readText("/proc/sys/kernel/random/boot_id")?.trim() ?? null;

/** The start of a process: the twentieth field after its name, which may itself hold spaces and brackets. */
const startTicks = (pid: number): string | null => {
  const text = readText(`/proc/${pid}/stat`);
  return text === null ? null : (text.slice(text.lastIndexOf(")") + 2).split(" ")[19] ?? null);
};

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
};

const readHolder = (path: string): LockHolder | undefined => {
  try {
    const value: unknown = JSON.parse(readFileSync(path, "utf8"));
    // Written by this module only; anything else fails the two checks.
    return isObject(value) && typeof value.pid === "number" && typeof value.nonce === "string"
      ? (value as unknown as LockHolder) // the checks above
      : undefined;
  } catch {
    return undefined;
  }
};

/** Whether the holder has certainly gone. On another machine nobody can tell. */
const isGone = (holder: LockHolder): boolean => {
  if (holder.host !== hostname()) return false;
  if (holder.bootId !== null && holder.bootId !== bootId()) return true;
  if (!isAlive(holder.pid)) return true;
  return holder.startTicks !== null && holder.startTicks !== startTicks(holder.pid);
};

export type Lock = { release(): void };

/** Takes a lock away from a holder that is gone; false when somebody else was quicker. */
const steal = (path: string, holder: LockHolder | undefined): void => {
  const aside = `${path}.${randomBytes(6).toString("hex")}.stolen`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  const victim = readHolder(aside);
  // Between the look and the rename somebody else may have taken it: then it is put back.
  if (victim !== undefined && victim.nonce !== holder?.nonce) {
    try {
      linkSync(aside, path);
    } catch {
      // A third one holds it now; the one that we moved away will notice when it releases.
    }
  }
  rmSync(aside, { force: true });
};

const tryTake = (path: string, purpose: string, now: number): LockHolder | undefined => {
  const holder: LockHolder = {
    pid: process.pid,
    startTicks: startTicks(process.pid),
    host: hostname(),
    bootId: bootId(),
    nonce: randomBytes(16).toString("hex"),
    purpose,
    acquiredAt: now,
  };
  const temporary = `${path}.${holder.nonce}.tmp`;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(temporary, JSON.stringify(holder), { mode: 0o600, flag: "wx" });
  try {
    // A link appears whole or not at all, and fails when the lock exists.
    linkSync(temporary, path);
    return holder;
  } catch {
    return undefined;
  } finally {
    rmSync(temporary, { force: true });
  }
};

const hold = (path: string, { nonce }: LockHolder): Lock => {
  const timer = setInterval(() => {
    const now = new Date();
    try {
      utimesSync(path, now, now);
    } catch {
      // It was taken away; the release below leaves the new one alone.
    }
  }, beat);
  timer.unref();
  const release = (): void => {
    clearInterval(timer);
    process.off("exit", release);
    if (readHolder(path)?.nonce === nonce) rmSync(path, { force: true });
  };
  process.once("exit", release);
  return { release };
};

/** What a waiter has seen of a holder: which one, its last beat, and since when that has not changed. */
type Watch = { readonly nonce: string | undefined; readonly beat: number; readonly since: number };

/**
 * Takes a lock between processes: at once, or when its holder releases it, is gone, or has been stuck for 10 s. Undefined
 * when `wait` milliseconds were not enough or `signal` aborted.
 */
export const takeLock = async (
  state: StateFolder,
  name: string,
  options: { readonly clock: Clock; readonly wait: number; readonly signal?: AbortSignal },
): Promise<Lock | undefined> => {
  const { clock, wait, signal } = options;
  const path = join(state.path, "locks", `${name}.lock`);
  const deadline = clock.steady() + wait;
  let watch: Watch | undefined;
  for (;;) {
    const mine = tryTake(path, name, clock.now());
    if (mine !== undefined) return hold(path, mine);
    const holder = readHolder(path);
    const mtime = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (watch === undefined || watch.nonce !== holder?.nonce || watch.beat !== mtime)
      watch = { nonce: holder?.nonce, beat: mtime, since: clock.steady() };
    const gone = holder !== undefined && isGone(holder);
    if (gone || clock.steady() - watch.since > stuck) {
      steal(path, holder);
      watch = undefined;
      continue;
    }
    if (signal?.aborted || clock.steady() >= deadline) return undefined;
    await clock.sleep(pause * (0.5 + Math.random()), signal);
  }
};

/** The locks there are, for people to look at. */
export const locksIn = (
  state: StateFolder,
): readonly { readonly name: string; readonly holder: LockHolder | undefined; readonly stale: boolean }[] =>
  state.list("locks").map((file) => {
    const holder = readHolder(join(state.path, "locks", file));
    return { name: file.replace(/\.lock$/, ""), holder, stale: holder === undefined || isGone(holder) };
  });
