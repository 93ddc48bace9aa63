/** Time as the simulator sees it. Tests pass their own and wait for nothing. */
export type Clock = {
  /** The time of day, in milliseconds since the epoch. */
  readonly now: () => number;
  /** Milliseconds of telephone time since the clock was made; the difference of two of them is a duration. */
  readonly elapsed: () => number;
  /** Ends after that many milliseconds of telephone time, or early, without an error, when the signal fires. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** Waits for something outside, such as the answer to a webhook. A clock of a test may stand still meanwhile. */
  readonly outside: <T>(work: Promise<T>) => Promise<T>;
};

/** Real time. `speed` shortens waiting only; the time of day, token expiry and webhook timeouts stay real. */
export function realClock(speed: number): Clock {
  const start = performance.now();
  return {
    now: () => Date.now(),
    elapsed: () => (performance.now() - start) * speed,
    sleep: (milliseconds, signal) => wait(milliseconds / speed, signal),
    outside: (work) => work,
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

/** Ends when any of the signals has fired. */
export function fired(...signals: readonly AbortSignal[]): Promise<void> {
  const any = AbortSignal.any([...signals]);
  if (any.aborted) return Promise.resolve();
  return new Promise((resolve) => any.addEventListener("abort", () => resolve(), { once: true }));
}

/** The clock's time as ISO 8601 with milliseconds, the form all answers and webhooks use. */
export function timestamp(clock: Pick<Clock, "now">): string {
  return new Date(clock.now()).toISOString();
}
