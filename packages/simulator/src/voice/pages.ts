import { json, type Outcome, problem } from "../outcome.js";
import type { Incoming } from "../router.js";
import type { World } from "../world.js";

/** One page of a list of the voice API; the next page is in the Link header. */
export function pageOf(
  world: World,
  { query, params }: Incoming,
  items: readonly unknown[],
  path: string,
): Outcome {
  const size = count(query.get("pageSize"), 1000);
  if (size === undefined || size < 1 || size > 1_000) {
    return problem(400, "Invalid pageSize: must be from 1 to 1000.");
  }
  const start = count(query.get("pageToken"), 0);
  if (start === undefined) return problem(400, "Invalid pageToken: follow the Link header.");
  const page = items.slice(start, start + size);
  if (start + size >= items.length) return json(200, page);
  const next = new URLSearchParams(query);
  next.set("pageToken", String(start + size));
  const link = `<${world.url}/api/v2/accounts/${params.account}/${path}?${next}>; rel="next"`;
  return json(200, page, { link });
}

function count(value: string | null, standard: number): number | undefined {
  if (value === null) return standard;
  return /^\d{1,9}$/.test(value) ? Number(value) : undefined;
}
