// Calls through the built server, compared with a bare SDK server whose one tool asks the same API with the built-in fetch.
import { bareServer } from "./support/bare.mjs";
import { median } from "./support/measure.mjs";
import { startApi } from "./support/processes.mjs";
import { startServer } from "./support/stdio-driver.mjs";

const warmUp = 500;
const callsPerRun = 200;
const inFlight = 50;

/** @param {import("./support/context.mjs").Context} context */
export async function callOverStdio({ built, runs, note }) {
  const module = await built();
  const api = await startApi();
  const servers = {
    built: startServer([module, "--no-auth", "--mode", "all", "--base-url", api.url]),
    bare: startServer(bareServer(api.url)),
  };
  try {
    for (const server of Object.values(servers)) await server.open();
    const params = await callableTool(servers.built);
    const calls = {
      built: () => servers.built.ask("tools/call", params),
      bare: () => servers.bare.ask("tools/call", { name: "get", arguments: { id: "7" } }),
    };
    note(`calling ${params.name}`);
    await latency(calls, warmUp);
    const alone = await latency(calls, runs * callsPerRun);
    const together = await throughput(calls, runs, callsPerRun * 5);
    return [
      {
        name: "call over stdio, one at a time",
        measured: { value: alone.built, unit: "ms", what: params.name },
        comparedWith: { value: alone.bare, unit: "ms", what: "bare SDK server with fetch" },
      },
      {
        name: `call over stdio, ${inFlight} at a time`,
        measured: { value: together.built, unit: "calls/s", what: params.name },
        comparedWith: { value: together.bare, unit: "calls/s", what: "bare SDK server with fetch" },
      },
    ];
  } finally {
    for (const server of Object.values(servers)) await server.close();
    await api.stop();
  }
}

const simple = { string: "1", integer: 1, number: 1, boolean: true };

/** A tool that only reads and that the simplest arguments satisfy: not every string takes any text. */
async function callableTool(server) {
  const { result } = await server.ask("tools/list");
  for (const { name, inputSchema, annotations } of result.tools) {
    const { properties = {}, required = [] } = inputSchema;
    const args = Object.fromEntries(required.map((key) => [key, simple[properties[key]?.type]]));
    if (!annotations?.readOnlyHint || Object.values(args).includes(undefined)) continue;
    const answer = await server.ask("tools/call", { name, arguments: args });
    if (!answer.result.isError) return { name, arguments: args };
  }
  throw new Error("the document has no tool that can be called with simple arguments");
}

/** Median milliseconds of each side, call by call in turns. */
async function latency(calls, rounds) {
  const names = Object.keys(calls);
  /** @type {Record<string, number[]>} */
  const times = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const { sent, at } = await calls[name]();
      times[name].push(at - sent);
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(times[name])]));
}

/** Median calls a second of each side, a round each in turns. */
async function throughput(calls, rounds, size) {
  /** @type {Record<string, number[]>} */
  const rates = Object.fromEntries(Object.keys(calls).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, run] of Object.entries(calls)) {
      const begun = performance.now();
      let left = size;
      const worker = async () => {
        for (; left > 0; left -= 1) await run();
      };
      await Promise.all(Array.from({ length: inFlight }, worker));
      rates[name].push((size * 1_000) / (performance.now() - begun));
    }
  }
  return Object.fromEntries(Object.entries(rates).map(([name, values]) => [name, median(values)]));
}
