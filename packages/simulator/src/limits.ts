import { type Problem, problem } from "./outcome.js";
import { storeOf, type World } from "./world.js";

const paidFor = storeOf(({ settings }: World) => ({ left: settings.credit ?? Number.POSITIVE_INFINITY }));

/** Takes one call or message from the credit of the account; the 402 when nothing is left. */
export function charge(world: World): Problem | undefined {
  const credit = paidFor(world);
  if (credit.left < 1) return problem(402, "The account is out of credit. Add credit in the portal.");
  credit.left -= 1;
  return undefined;
}

/** A 429 that says when to come back. */
export const tooMany = (description: string, seconds: number): Problem =>
  problem(429, description, { headers: { "retry-after": String(seconds) } });

const windowMs = 5 * 60 * 1000;
const listTimes = storeOf((_: World): number[] => []);

/** Counts one listing of messages; the 429 when there were too many in the last five minutes. */
export function listingLimit(world: World): Problem | undefined {
  const times = listTimes(world);
  const now = world.clock.now();
  while (times[0] !== undefined && times[0] <= now - windowMs) times.shift();
  const [oldest = now] = times;
  if (times.length >= world.settings.limits.listsInFiveMinutes) {
    return tooMany("Too many requests", Math.ceil((oldest + windowMs - now) / 1000));
  }
  times.push(now);
  return undefined;
}
