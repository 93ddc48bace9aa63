import { type Outcome, problem } from "../outcome.js";
import type { Incoming } from "../router.js";
import type { World } from "../world.js";
import { type Call, callsOf, stateOf } from "./call.js";
import { pageOf } from "./pages.js";

/** A filter of the list: does the call match the parameter's value? */
type CallFilter = (call: Call, value: string) => boolean;

const filters: ReadonlyMap<string, CallFilter> = new Map<string, CallFilter>([
  ["to", (call, value) => call.to === value],
  ["from", (call, value) => call.from === value],
  [
    "minStartTime",
    (call, value) => call.startTime !== undefined && Date.parse(call.startTime) >= Date.parse(value),
  ],
  [
    "maxStartTime",
    (call, value) => call.startTime !== undefined && Date.parse(call.startTime) <= Date.parse(value),
  ],
  ["disconnectCause", (call, value) => call.cause === value],
]);

const paging: ReadonlySet<string> = new Set(["pageSize", "pageToken"]);

/** The account's calls, oldest first; the next page is in the Link header. */
export function listCalls(world: World, incoming: Incoming): Outcome {
  const { query, params } = incoming;
  for (const [name, value] of query) {
    if (!filters.has(name) && !paging.has(name))
      return problem(400, `Invalid ${name}: is not a known parameter.`);
    if (name.endsWith("Time") && Number.isNaN(Date.parse(value)))
      return problem(400, `Invalid ${name}: must be a time.`);
  }
  const wanted = [...query].flatMap(([name, value]) => {
    const filter = filters.get(name);
    return filter ? [(call: Call) => filter(call, value)] : [];
  });
  const matches = [...callsOf(world).values()].filter(
    (call) => call.accountId === params.account && wanted.every((filter) => filter(call)),
  );
  return pageOf(world, incoming, matches.map(stateOf), "calls");
}
