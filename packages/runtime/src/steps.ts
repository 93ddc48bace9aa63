import { setImmediate } from "node:timers/promises";

/** Work in steps, between which other work may go on. */
export type Steps<Value> = Generator<undefined, Value>;

export const atOnce = <Value>(steps: Steps<Value>): Value => {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
};

/** Milliseconds of work without a pause. */
const stretch = 15;

export const withPauses = async <Value>(steps: Steps<Value>): Promise<Value> => {
  let begun = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (performance.now() - begun < stretch) continue;
    await setImmediate();
    begun = performance.now();
  }
};
