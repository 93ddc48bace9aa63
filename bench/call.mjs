// What a tool call adds to the bare request: the same exchange with the same loopback API, call by call in turns.
import { callApp, samples } from "./support/call-app.mjs";
import { median } from "./support/measure.mjs";
import { importUrl, pathOf } from "./support/paths.mjs";
import { startApi } from "./support/processes.mjs";

const warmUp = 1_000;
const callsPerRun = 300;

/** @param {import("./support/context.mjs").Context} context */
export async function call({ runs, note }) {
  const { createEngine } = await import(pathOf("packages/runtime/dist/index.js"));
  const undici = await import(importUrl("packages/runtime", "undici"));
  const { url, stop } = await startApi();
  const agent = new undici.Agent();
  const engine = createEngine(callApp, { environment: {}, baseUrl: url, credentials: { noAuth: true } });
  const session = engine.session({ id: "bench", secrets: { get: () => undefined } });
  const { signal } = new AbortController();
  const rows = [];
  try {
    const exchanges = samples.map(({ name, args, raw }) => {
      const sent = raw.method === "GET" ? {} : { body: JSON.stringify(args), headers: jsonType };
      const init = { method: raw.method, ...sent };
      return {
        tool: async () => succeeded(await session.call(name, args, { signal })),
        undici: async () => {
          const { body } = await undici.request(`${url}${raw.path}`, { ...init, dispatcher: agent });
          return JSON.parse(await body.text());
        },
        fetch: async () => JSON.parse(await (await fetch(`${url}${raw.path}`, init)).text()),
      };
    });
    // All of them first: what the first sample warms up, the second one would find warm.
    for (const sides of exchanges) await inTurns(sides, warmUp);
    for (const [index, sides] of exchanges.entries()) {
      const { name, raw } = samples[index];
      note(`calling ${name}`);
      rows.push(...rowsOf(raw.method, await inTurns(sides, runs * callsPerRun)));
    }
  } finally {
    await engine.close();
    await agent.close();
    await stop();
  }
  return rows;
}

const jsonType = { "content-type": "application/json" };

const succeeded = (result) => {
  if (result.isError) throw new Error(`the call failed: ${JSON.stringify(result.content)}`);
};

/** Median milliseconds of each side. */
async function inTurns(sides, rounds) {
  const times = Object.fromEntries(Object.keys(sides).map((name) => [name, new Float64Array(rounds)]));
  const all = Object.entries(sides);
  for (let round = 0; round < rounds; round += 1) {
    // Who goes first moves on, for the first one finds the API rested.
    for (let turn = 0; turn < all.length; turn += 1) {
      const [name, run] = all[(round + turn) % all.length];
      const begun = performance.now();
      await run();
      times[name][round] = performance.now() - begun;
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, values]) => [name, median([...values])]));
}

/** @param {string} method @param {Readonly<Record<string, number>>} medians */
const rowsOf = (method, { tool = 0, undici = 0, fetch = 0 }) => [
  {
    name: `call (${method}), added by the tool`,
    measured: { value: tool - undici, unit: "ms" },
    comparedWith: { value: undici, unit: "ms", what: "undici" },
    budget: { most: 0.5, of: "measured" },
  },
  {
    name: `call (${method}), whole`,
    measured: { value: tool, unit: "ms" },
    comparedWith: { value: fetch, unit: "ms", what: "fetch" },
  },
];
