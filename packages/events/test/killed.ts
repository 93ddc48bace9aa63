import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { openStore } from "../src/index.js";

const writer = fileURLToPath(new URL("./writer.mjs", import.meta.url));

/** A store that outlives its process, and what kills it. */
export type Survivor = {
  readonly address: string;
  /** Ends the process that holds the data, where that is not the writer, and starts it again. */
  restart?(): Promise<void>;
};

/** Runs a writer until it has stored `count` more events, then kills it. Gives the numbers it reported as stored. */
const writeAndKill = async (
  { address, restart }: Survivor,
  { first, most, count }: { readonly first: number; readonly most: number; readonly count: number },
): Promise<readonly number[]> => {
  const child = spawn(process.execPath, [writer, address, String(first), String(most)], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NODE_NO_WARNINGS: "1" }, // Node 22 calls its SQLite experimental
  });
  const exit = once(child, "exit");
  let text = "";
  let problem = "";
  child.stderr.on("data", (chunk) => {
    problem += chunk;
  });
  let isKilled = false;
  child.stdout.on("data", (chunk) => {
    text += chunk;
    if (isKilled || text.split("\n").length <= count) return;
    isKilled = true;
    child.kill("SIGKILL");
  });
  await exit;
  if (!isKilled && problem !== "") throw new Error(problem);
  await restart?.();
  // A line that the kill cut off was not reported.
  return text.split("\n").slice(0, -1).map(Number);
};

/**
 * Writes `most` numbered events in `kills` + 1 runs, each but the last ended by SIGKILL. Every event that a run reported
 * as stored must be read afterwards, and none twice.
 */
export const surviveKills = async (
  survivor: Survivor,
  { kills, most }: { readonly kills: number; readonly most: number },
) => {
  const stored = new Set<number>();
  let first = 0;
  for (let run = 0; run <= kills; run += 1) {
    const count = run === kills ? Number.POSITIVE_INFINITY : Math.ceil(most / (kills + 1));
    for (const number of await writeAndKill(survivor, { first, most, count })) stored.add(number);
    first = Math.max(-1, ...stored) + 1;
  }
  const store = await openStore(survivor.address);
  const read: number[] = [];
  let after: string | undefined;
  for (let hasMore = true; hasMore; ) {
    const page = await store.read("t", { ...(after !== undefined && { after }), limit: 1_000 });
    read.push(...page.events.map(({ data }) => Number(data)));
    ({ cursor: after, hasMore } = page);
  }
  await store.close();
  const known = new Set(read);
  return {
    stored: stored.size,
    lost: [...stored].filter((number) => !known.has(number)),
    twice: read.length - known.size,
  };
};
