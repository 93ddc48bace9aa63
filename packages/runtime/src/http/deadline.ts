/** A time limit joined with the caller's own signal. */
export type Deadline = {
  /** Aborted when the time is over or the caller gives up. */
  readonly signal: AbortSignal;
  /** What ended it; undefined while it runs. */
  ended(): "time" | "caller" | undefined;
  /** Milliseconds left. */
  left(): number;
  /** Stops the timer. */
  clear(): void;
};

export const startDeadline = (milliseconds: number, caller: AbortSignal): Deadline => {
  const controller = new AbortController();
  const end = performance.now() + milliseconds;
  let ended: "time" | "caller" | undefined;
  const stop = (by: "time" | "caller") => () => {
    ended ??= by;
    controller.abort(new DOMException(by, "AbortError"));
  };
  const onAbort = stop("caller");
  const timer = setTimeout(stop("time"), milliseconds);
  if (caller.aborted) onAbort();
  caller.addEventListener("abort", onAbort, { once: true });
  return {
    signal: controller.signal,
    ended: () => ended,
    left: () => end - performance.now(),
    clear() {
      clearTimeout(timer);
      caller.removeEventListener("abort", onAbort);
    },
  };
};
