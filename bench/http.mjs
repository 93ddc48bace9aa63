// Whole calls over HTTP, 1, 50 and 1,000 at a time, compared with the same client that asks the API itself, with the SDK alone,
// and with the least that a server can be.
import { median } from "./support/measure.mjs";
import { childProgram, importUrl, pathOf } from "./support/paths.mjs";
import { startApi, startProgram } from "./support/processes.mjs";

const inFlight = [1, 50, 1_000];
const callsPerRound = 2_000;
/** One at a time takes long, and says as much with fewer. */
const callsAlone = 500;

const version = "2026-07-28";
const toolCall = {
  method: "POST",
  headers: {
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
    "mcp-protocol-version": version,
    "mcp-method": "tools/call",
    "mcp-name": "getThing",
  },
  body: JSON.stringify({
    jsonrpc: "2.0",
    id: 1,
    method: "tools/call",
    params: {
      name: "getThing",
      arguments: { id: 1 },
      _meta: {
        "io.modelcontextprotocol/protocolVersion": version,
        "io.modelcontextprotocol/clientInfo": { name: "bench", version: "1" },
        "io.modelcontextprotocol/clientCapabilities": {},
      },
    },
  }),
};

/** @param {import("./support/context.mjs").Context} context */
export async function http({ runs, note }) {
  const api = await startApi();
  const sdk = importUrl("packages/runtime", "@modelcontextprotocol/server");
  const adapter = importUrl("packages/host", "@hono/node-server");
  const ours = await startProgram([childProgram("serve-http.mjs"), api.url]);
  const bare = await startProgram([childProgram("bare-http.mjs"), sdk, adapter, api.url]);
  const least = await startProgram([
    childProgram("least-http.mjs"),
    pathOf("packages/runtime/package.json"),
    api.url,
  ]);
  const sides = {
    ours: () => succeeded(`${ours.url}/mcp`, toolCall),
    bare: () => succeeded(`${bare.url}/mcp`, toolCall),
    least: () => succeeded(`${least.url}/mcp`, toolCall),
    fetch: () => succeeded(`${api.url}/things/1`, {}),
    // A request with a body costs the client itself more than one without; so the API gets the same one too.
    post: () => succeeded(`${api.url}/things/1`, toolCall),
  };
  try {
    const rows = [];
    for (const side of Object.values(sides)) await timeOf(side, 50, callsPerRound);
    for (const most of inFlight) {
      note(`${most} in flight`);
      rows.push(...rowsOf(most, await inTurns(sides, most, runs)));
    }
    return rows;
  } finally {
    for (const { stop } of [ours, bare, least, api]) await stop();
  }
}

async function succeeded(url, init) {
  const reply = await fetch(url, init);
  const text = await reply.text();
  if (!reply.ok || !text.includes("thing 1")) throw new Error(`${reply.status}: ${text.slice(0, 200)}`);
}

/** Milliseconds a call, on the clock: the time of all calls by their number. */
async function timeOf(run, most, calls) {
  let left = calls;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      await run();
    }
  };
  const begun = performance.now();
  await Promise.all(Array.from({ length: most }, worker));
  return (performance.now() - begun) / calls;
}

async function inTurns(sides, most, runs) {
  const calls = most === 1 ? callsAlone : callsPerRound;
  /** @type {Record<string, number[]>} */
  const times = Object.fromEntries(Object.keys(sides).map((name) => [name, []]));
  for (let round = 0; round < runs; round += 1) {
    // Every second round in the opposite order, so that nobody always comes after the same one.
    const order = round % 2 === 0 ? Object.entries(sides) : Object.entries(sides).reverse();
    for (const [name, run] of order) times[name].push(await timeOf(run, most, calls));
  }
  return Object.fromEntries(Object.entries(times).map(([name, values]) => [name, median(values)]));
}

const rowsOf = (most, { ours = 0, bare = 0, least = 0, fetch = 0, post = 0 }) => {
  const row = (name, value, what, more = {}) => ({
    name: `HTTP, ${most} in flight${name}`,
    measured: { value: ours, unit: "ms a call" },
    comparedWith: { value, unit: "ms a call", what },
    ...more,
  });
  // As many calls a second as 0.40 of the requests without a server in between.
  const budget = most === 50 ? { budget: { most: 2.5, of: "ratio" } } : {};
  return [
    row(` (${Math.round(1_000 / ours)} calls/s)`, fetch, "GET of the API", budget),
    row(", compared with the same request to the API", post, "POST to the API", budget),
    row(", compared with the SDK alone", bare, "bare SDK server"),
    row(", compared with the least server", least, "node:http and undici"),
  ];
};
