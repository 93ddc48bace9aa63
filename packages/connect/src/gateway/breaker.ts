import type { Clock } from "../clock.js";

/** Keeps calls away from a server whose transport has failed several times in a row. */
export type Breaker = {
  /** Undefined when a call may go out; else the seconds to wait. What is let through has to be reported afterwards. */
  refusal(): number | undefined;
  succeeded(): void;
  failed(): void;
  /** A call that was let through and says nothing about the transport: cancelled, refused, in need of a login. */
  undecided(): void;
  readonly state: "closed" | "open" | "half-open";
};

type BreakerSettings = { readonly threshold: number; readonly cooldownSecs: number };

export const createBreaker = (
  { threshold, cooldownSecs }: BreakerSettings,
  clock: Pick<Clock, "steady">,
): Breaker => {
  let failures = 0;
  let openUntil: number | undefined;
  let probing = false;
  const trip = (): void => {
    openUntil = clock.steady() + cooldownSecs * 1_000;
    probing = false;
  };
  return {
    refusal() {
      if (openUntil === undefined) return undefined;
      const left = openUntil - clock.steady();
      if (left > 0) return Math.max(1, Math.ceil(left / 1_000));
      // One call finds out; the others wait for what it finds.
      if (probing) return 1;
      probing = true;
      return undefined;
    },
    succeeded() {
      failures = 0;
      openUntil = undefined;
      probing = false;
    },
    failed() {
      failures += 1;
      if (probing || failures >= threshold) trip();
    },
    undecided() {
      probing = false;
    },
    get state() {
      if (openUntil === undefined) return "closed";
      return openUntil > clock.steady() ? "open" : "half-open";
    },
  };
};
