/** Time as the simulator sees it. Tests pass their own and wait for nothing. */
export type Clock = {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Ends after that many milliseconds of telephone time, or early, without an error, when the signal fires. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
};

/** Real time. `speed` shortens waiting only; the time of day, token expiry and webhook timeouts stay real. */
export function realClock(speed: number): Clock {
  return {
    now: () => Date.now(),
    sleep: (milliseconds, signal) => wait(milliseconds / speed, signal),
  };
}

function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    // A timer holds 31 bits of milliseconds at most; a longer Pause is cut at 24 days.
    const timer = setTimeout(done, Math.min(milliseconds, 2 ** 31 - 1));
    signal.addEventListener("abort", done);
  });
}

/** The clock's time as ISO 8601 with milliseconds, the form all answers and webhooks use. */
export function timestamp(clock: Clock): string {
  return new Date(clock.now()).toISOString();
}
