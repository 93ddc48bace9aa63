import type { Clock } from "../clock.js";

/** A jump of the wall clock of this many milliseconds means that the machine slept. */
const jump = 30_000;
const interval = 5_000;

/**
 * Notices what nobody announces: that the machine has slept (the wall clock went further than the steady one) and that
 * the process that started us is gone.
 */
export const watch = (
  clock: Clock,
  on: { readonly woke: () => void; readonly orphaned: () => void },
  parent: () => number = () => process.ppid,
): (() => void) => {
  const first = parent();
  let wall = clock.now();
  let steady = clock.steady();
  const look = (): void => {
    const passed = clock.now() - wall;
    const counted = clock.steady() - steady;
    wall += passed;
    steady += counted;
    if (passed - Math.min(counted, interval * 2) > jump) on.woke();
    if (parent() !== first) on.orphaned();
  };
  const timer = setInterval(look, interval);
  timer.unref();
  return () => clearInterval(timer);
};
