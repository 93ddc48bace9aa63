import { dirname } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { FSWatcher } from "chokidar";

/**
 * Files have to be quiet for so long, in milliseconds: editors and programs save in several steps, and chokidar tells of a
 * file once in 50.
 */
const quiet = 100;

type Sleep = (milliseconds: number, signal: AbortSignal) => Promise<void>;

const systemSleep: Sleep = (milliseconds, signal) => setTimeout(milliseconds, undefined, { signal });

/** Does work once changes have been over for a moment: once for all of them, never twice at the same time. */
export const afterQuiet = (work: () => Promise<void>, sleep: Sleep = systemSleep) => {
  let waiting = new AbortController();
  let running = Promise.resolve();
  let isQueued = false;
  const queue = (): void => {
    if (isQueued) return;
    isQueued = true;
    running = running.then(() => {
      isQueued = false;
      return work();
    });
  };
  return {
    /** Something changed. */
    changed(): void {
      waiting.abort();
      waiting = new AbortController();
      sleep(quiet, waiting.signal).then(queue, () => undefined);
    },
    /** Forgets changes that nothing was done about; resolves when the work that runs is done. */
    async end(): Promise<void> {
      waiting.abort();
      await running;
    },
  };
};

const sameMembers = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  a.size === b.size && [...a].every((one) => b.has(one));

type WatcherParts = {
  /** Called for every file that changes, appears or goes. */
  readonly onChange: () => void;
  readonly onError: (error: Error) => void;
};

/**
 * Watches files by their folders, so that one is noticed that is saved by another name and then renamed, is gone for a
 * while, or is not there yet. `since` is when they were read, in milliseconds since the epoch: a later change counts.
 */
export const fileWatcher = ({ onChange, onError }: WatcherParts) => {
  let files: ReadonlySet<string> = new Set();
  let watcher: FSWatcher | undefined;
  const open = async (wanted: ReadonlySet<string>, since: number): Promise<FSWatcher> => {
    const { watch } = await import("chokidar");
    const folders = new Set([...wanted].map((file) => dirname(file)));
    const next = watch([...folders], {
      depth: 0,
      alwaysStat: true,
      ignored: (path) => !wanted.has(path) && !folders.has(path),
    });
    let isReady = false;
    next.on("all", (event, path, about) => {
      const isOld = !isReady && event === "add" && (about?.mtimeMs ?? 0) < since;
      if (wanted.has(path) && !isOld) onChange();
    });
    next.on("error", (error) => onError(error instanceof Error ? error : new Error(String(error))));
    await new Promise<void>((resolve) => next.once("ready", resolve));
    isReady = true;
    return next;
  };
  return {
    async watch(wanted: ReadonlySet<string>, since: number): Promise<void> {
      if (sameMembers(files, wanted)) return;
      files = wanted;
      const before = watcher;
      watcher = await open(wanted, since);
      await before?.close();
    },
    close: async (): Promise<void> => watcher?.close(),
  };
};
