// The same document served by others from npm: start, memory, size of the list, time of a call. In turns, over stdio.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bareServer } from "./support/bare.mjs";
import { alternate, medianOf } from "./support/measure.mjs";
import { installPeers, ourCommands, peerCommands, peers } from "./support/peers.mjs";
import { residentMegabytes, startApi } from "./support/processes.mjs";
import { startServer } from "./support/stdio-driver.mjs";

const operations = 100;
const calls = 300;
const warmUp = 20;

/** @param {import("./support/context.mjs").Context} context */
export async function peersOf({ folder, heavyRuns, synthetic, note }) {
  const api = await startApi();
  try {
    const document = JSON.parse(readFileSync(synthetic(operations), "utf8"));
    const spec = join(folder, "peers.json");
    writeFileSync(spec, JSON.stringify({ ...document, servers: [{ url: api.url }] }));
    note(`installing ${Object.values(peers).join(", ")}`);
    const installed = await installPeers(join(folder, "peers"));
    const ours = ourCommands(spec, join(folder, "peers-ours"));
    const theirs = peerCommands(installed, spec, api.url, join(folder, "peers-generated"));
    note("generating and building");
    const commands = {
      built: await ours.built(),
      serve: await ours.serve(),
      generator: await theirs.generator(),
      ivotoby: await theirs.ivotoby(),
      fastmcp: await theirs.fastmcp(),
      bare: bareServer(api.url),
    };
    const sides = Object.fromEntries(
      Object.entries({ ...commands, bare: bareServer(api.url) }).map(([name, args]) => [
        name,
        () => round(args),
      ]),
    );
    note("starting each of them once, for the file system's cache");
    await alternate(sides, 1);
    note("starting in turns, then calling in turns");
    return rowsOf(await alternate(sides, heavyRuns), await callTimes(commands));
  } finally {
    await api.stop();
  }
}

async function round(args) {
  const server = startServer(args);
  try {
    await server.open();
    const { at, result } = await server.ask("tools/list");
    const kilobytes = JSON.stringify(result.tools).length / 1024;
    return { start: at, megabytes: residentMegabytes(server.pid), kilobytes };
  } finally {
    await end(server);
  }
}

/** Not every server ends with its input. */
async function end(server) {
  const timer = setTimeout(() => process.kill(server.pid, "SIGKILL"), 2_000);
  await server.close().catch(() => {});
  clearTimeout(timer);
}

/** Milliseconds of a call of each, call by call in turns. */
async function callTimes(commands) {
  const sides = Object.entries(commands).map(([name, args]) => ({
    name,
    server: startServer(args),
    times: /** @type {number[]} */ ([]),
  }));
  try {
    const ready = [];
    for (const side of sides) {
      await side.server.open();
      const { result } = await side.server.ask("tools/list");
      ready.push({ ...side, params: await callable(side.server, result.tools) });
    }
    for (let turn = 0; turn < warmUp + calls; turn += 1)
      for (const { server, params, times } of ready) {
        const { sent, at } = await server.ask("tools/call", params);
        if (turn >= warmUp) times.push(at - sent);
      }
    return Object.fromEntries(ready.map(({ name, times }) => [name, times.map((call) => ({ call }))]));
  } finally {
    for (const { server } of sides) await end(server);
  }
}

/** The first tool that needs nothing but an id: every side has the same operations, under names of its own. */
async function callable(server, tools) {
  for (const { name, inputSchema } of tools) {
    const required = inputSchema.required ?? [];
    const args = Object.fromEntries(required.map((key) => [key, "7"]));
    const isPlain = required.every((key) =>
      ["string", undefined].includes(inputSchema.properties?.[key]?.type),
    );
    if (!/get|read|find/i.test(name) || !isPlain) continue;
    const { result } = await server.ask("tools/call", { name, arguments: args });
    if (!result.isError) return { name, arguments: args };
  }
  throw new Error("no tool can be called with an id alone");
}

const titles = { serve: "jackfield serve", ...peers, bare: "bare SDK server, one tool" };
const figures = [
  ["start", "start to the list of tools", "ms"],
  ["megabytes", "memory after the list", "MB"],
  ["kilobytes", "size of the list", "KB"],
  ["call", "a call, one at a time", "ms"],
];

const rowsOf = (starts, times) =>
  figures.flatMap(([key, name, unit]) => {
    const results = key === "call" ? times : starts;
    const figure = (side, what) => ({ value: medianOf(results[side], (one) => one[key]), unit, what });
    return Object.entries(titles)
      .filter(([side]) => side !== "bare" || key !== "kilobytes")
      .map(([side, what]) => ({
        name: `${operations} operations: ${name}`,
        measured: figure("built", "jackfield build"),
        comparedWith: figure(side, what),
      }));
  });
