/**
 * Tells the client that a call still runs: how much is done, of how much, and in words. Clients that set a time limit start it
 * again with each.
 */
export type OnProgress = (done: number, total?: number, message?: string) => void;

/** Milliseconds between two signs of life. */
const interval = 1000;

/** The signs of life of one call. */
type Beats = {
  /** What the tool itself tells; the signs end with it. */
  readonly progress: OnProgress;
  stop(): void;
};

/** Gives the seconds since the start, with what happens at the moment, until the call ends or tells its progress itself. */
export const startBeats = (report: OnProgress | undefined, stage: () => string): Beats => {
  if (report === undefined) return { progress: () => undefined, stop: () => undefined };
  const start = Date.now();
  const timer = setInterval(() => {
    report(Math.round((Date.now() - start) / interval), undefined, stage());
  }, interval);
  const stop = (): void => clearInterval(timer);
  return {
    progress(done, total, message) {
      stop();
      report(done, total, message);
    },
    stop,
  };
};
