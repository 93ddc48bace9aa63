// The bridge compared with a bare pipe of two SDK transports and two bridges from npm, in turns against the same server.
import { mkdirSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { alternate, median, medianOf } from "./support/measure.mjs";
import { install } from "./support/npm.mjs";
import { childProgram, pathOf } from "./support/paths.mjs";
import { residentMegabytes, startProgram } from "./support/processes.mjs";
import { startServer } from "./support/stdio-driver.mjs";

const peers = ["mcp-remote@0.15.1", "supergateway@4.0.0"];
const manifest = pathOf("packages/connect/package.json");
const program = pathOf("packages/connect/bin/jackfield-connect.js");
const callsPerRun = 200;
const warmUp = 20;

/** @param {import("./support/context.mjs").Context} context */
export async function connect({ folder, runs, note }) {
  note(`installing ${peers.join(" and ")} into a temporary folder`);
  const installed = await install(join(folder, "bridges"), peers);
  const server = await startProgram([childProgram("mcp-http-server.mjs"), manifest]);
  const url = `${server.url}/mcp`;
  const env = {
    ...process.env,
    JACKFIELD_CONNECT_HOME: join(folder, "connect"),
    MCP_REMOTE_CONFIG_DIR: join(folder, "mcp-remote"),
  };
  const commands = {
    connect: [program, url],
    bare: [childProgram("bare-pipe.mjs"), manifest, url],
    "mcp-remote": [join(installed, "mcp-remote/dist/proxy.js"), url],
    supergateway: [
      join(installed, "supergateway/dist/index.js"),
      "--streamableHttp",
      url,
      "--logLevel",
      "none",
    ],
  };
  try {
    note("starting bridges");
    const sides = Object.fromEntries(
      Object.entries(commands).map(([name, command]) => [name, () => round(command, url, env)]),
    );
    await alternate(sides, 1); // brings the files into the file system's cache
    note("calling through each of them");
    const results = await alternate(sides, runs);
    const gateway = await gatewayMegabytes(folder, env);
    return rows(results, gateway);
  } finally {
    await server.stop();
  }
}

/** Start, idle memory, the time that a call takes more than a direct one, memory afterwards. */
async function round(command, url, env) {
  const direct = await openDirect(url);
  const bridge = startServer(command, { env });
  await bridge.open();
  const { at } = await bridge.ask("tools/list");
  await new Promise((resolve) => setTimeout(resolve, 500));
  const idle = residentMegabytes(bridge.pid);
  const call = { name: "echo", arguments: { text: "hello" } };
  const added = [];
  for (let turn = 0; turn < warmUp + callsPerRun; turn += 1) {
    const alone = await direct(call);
    const answer = await bridge.ask("tools/call", call);
    if (turn >= warmUp) added.push(answer.at - answer.sent - alone);
  }
  const busy = residentMegabytes(bridge.pid);
  await end(bridge);
  return { start: at, idle, added: median(added), busy };
}

/** Not every bridge ends with its input. */
async function end(bridge) {
  const timer = setTimeout(() => process.kill(bridge.pid, "SIGKILL"), 2_000);
  await bridge.close().catch(() => {});
  clearTimeout(timer);
}

/** A client of a few lines on the same server: resolves with the milliseconds of one call. */
async function openDirect(url) {
  let session;
  let ids = 0;
  const post = (message) =>
    new Promise((resolve, reject) => {
      const headers = {
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        ...(session === undefined ? {} : { "mcp-session-id": session, "mcp-protocol-version": "2025-06-18" }),
      };
      const begun = performance.now();
      const outgoing = request(url, { method: "POST", headers, agent: undefined }, (reply) => {
        session ??= reply.headers["mcp-session-id"];
        reply.on("data", () => {}).once("end", () => resolve(performance.now() - begun));
      });
      outgoing.once("error", reject).end(JSON.stringify({ jsonrpc: "2.0", ...message }));
    });
  const clientInfo = { name: "direct", version: "1.0.0" };
  const params = { protocolVersion: "2025-06-18", capabilities: {}, clientInfo };
  await post({ id: 0, method: "initialize", params });
  await post({ method: "notifications/initialized" });
  return (call) => {
    ids += 1;
    return post({ id: ids, method: "tools/call", params: call });
  };
}

/** Memory of the gateway with ten servers that nobody has used yet. */
async function gatewayMegabytes(folder, env) {
  const home = join(folder, "gateway");
  mkdirSync(home, { recursive: true });
  const mcpServers = Object.fromEntries(
    Array.from({ length: 10 }, (_, n) => [`server-${n}`, { url: `https://server-${n}.example.com/mcp` }]),
  );
  writeFileSync(join(home, "config.json"), JSON.stringify({ mcpServers }));
  const gateway = startServer([program, "serve"], { env: { ...env, JACKFIELD_CONNECT_HOME: home } });
  await gateway.open();
  await gateway.ask("tools/list");
  await new Promise((resolve) => setTimeout(resolve, 500));
  const megabytes = residentMegabytes(gateway.pid);
  await end(gateway);
  return megabytes;
}

function rows(results, gateway) {
  const names = { bare: "bare pipe of two SDK transports", "mcp-remote": peers[0], supergateway: peers[1] };
  const figure = (side, key, unit) => ({
    value: medianOf(results[side], (one) => one[key]),
    unit,
    what: names[side],
  });
  const compare = (title, key, unit, budgets) =>
    Object.keys(names).map((side) => ({
      name: title,
      measured: figure("connect", key, unit),
      comparedWith: figure(side, key, unit),
      ...(budgets[side] === undefined ? {} : { budget: { most: budgets[side], of: "ratio" } }),
    }));
  const bare = figure("bare", "added", "ms").value;
  const better = { "mcp-remote": 1, supergateway: 1 };
  return [
    ...compare("bridge, start to tools/list", "start", "ms", { bare: 1.2, ...better }),
    ...compare("bridge, added to a call", "added", "ms", better),
    {
      name: "bridge, added to a call",
      measured: figure("connect", "added", "ms"),
      budget: { most: bare + 0.2, of: "measured", note: "(bare pipe + 0.2 ms)" },
    },
    ...compare("bridge, memory when idle", "idle", "MB", better),
    ...compare(`bridge, memory after ${warmUp + callsPerRun} calls`, "busy", "MB", better),
    {
      name: "bridge, memory when idle",
      measured: figure("connect", "idle", "MB"),
      budget: { most: 75, of: "measured" },
    },
    {
      name: "gateway with 10 idle servers, memory",
      measured: { value: gateway, unit: "MB" },
      comparedWith: figure("connect", "idle", "MB"),
      budget: { most: figure("connect", "idle", "MB").value + 10, of: "measured", note: "(bridge + 10 MB)" },
    },
  ];
}
