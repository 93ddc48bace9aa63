// How many operations of public specs become tools, and how many calls arrive at the API exactly as the spec says:
//   node bench/correctness.mjs [--json] [--verbose] [--only <side>] [file …]
// Every side gets the same documents and the same arguments, drawn from the spec. The judge of `pnpm wire`, which shares no
// code with any of them, looks at each request. Files replace the specs of npm that are listed below.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { operationsOf, readDocument } from "../wire/document.mjs";
import { makeJudge } from "../wire/judge.mjs";
import { folderOf } from "../wire/needs.mjs";
import { startRecorder } from "../wire/recorder.mjs";
import { callOf, drawsFor } from "./support/draws.mjs";
import { install } from "./support/npm.mjs";
import { installPeers, ourCommands, peerCommands, peers } from "./support/peers.mjs";
import { toolsByOperation } from "./support/probe.mjs";
import { startServer } from "./support/stdio-driver.mjs";

const figma = "@figma/rest-api-spec@0.43.0";
const examples = [
  ...["petstore", "star-trek", "uspto", "link-example", "parameters-common", "parameters-style"].map(
    (name) => `3.0/json/${name}.json`,
  ),
  ...["train-travel", "readme"].map((name) => `3.1/json/${name}.json`),
];

/** The public specs, each with a name for the table. */
const publicSpecs = async (folder) => [
  { name: "bandwidth-sdk", file: join(folderOf("bandwidth-sdk"), "bandwidth.yml") },
  { name: figma, file: join(await install(folder, [figma]), "@figma/rest-api-spec/openapi/openapi.yaml") },
  ...examples.map((path) => ({
    name: `@readme/oas-examples ${path}`,
    file: join(folderOf("@readme/oas-examples"), path),
  })),
];

/** The document with every server at the recorder, its path kept. */
const servedAt = (document, url) => {
  const move = (holder) => {
    if (!Array.isArray(holder?.servers)) return;
    const [{ url: address = "/", variables = {} } = {}] = holder.servers;
    const filled = address.replace(/\{([^{}]*)\}/g, (_, name) => variables[name]?.default ?? name);
    holder.servers = [{ url: url + new URL(filled, url).pathname.replace(/\/+$/, "") }];
  };
  const copy = structuredClone(document);
  copy.servers ??= [{ url: "/" }];
  move(copy);
  for (const item of Object.values(copy.paths ?? {})) {
    move(item);
    for (const operation of Object.values(item ?? {})) move(operation);
  }
  return copy;
};

const modes = ["required", "full"];

/** What an HTTP client adds by itself is not compared: what it accepts, and headers of its own. */
const ofClient = /^accepts |^the header \S+ was never given/;

/** One side on one document. */
async function sideOf(command, { document, recorder, judge, verbose }) {
  const operations = operationsOf(document);
  const row = {
    operations: operations.length,
    tools: 0,
    reached: 0,
    drawn: { required: 0, full: 0 },
    exact: { required: 0, full: 0 },
  };
  /** @type {Awaited<ReturnType<typeof started>> | undefined} */
  let server;
  const started = async () => {
    const one = startServer(await command);
    await one.open();
    return one;
  };
  const call = async (name, args) => {
    server ??= await started();
    recorder.state.requests.length = 0;
    await server.ask("tools/call", { name, arguments: args }).catch(async (error) => {
      if (!/ended with|no answer/.test(String(error))) return;
      await end(server);
      server = undefined;
    });
    return [...recorder.state.requests];
  };
  let tools = [];
  try {
    server = await started();
    tools = (await server.ask("tools/list")).result.tools;
  } catch (error) {
    if (verbose) process.stderr.write(`  no list: ${String(error).slice(0, 300)}\n`);
  }
  row.tools = tools.length;
  const byOperation = await toolsByOperation({ tools, operations, judge, call });
  row.reached = byOperation.size;
  for (const operation of operations)
    for (const mode of modes) {
      const given = drawsFor({ document, operation, judge, mode });
      if (given === undefined) continue;
      row.drawn[mode] += 1;
      const tool = byOperation.get(operation.pointer);
      if (tool === undefined) continue;
      const requests = await call(tool.name, callOf(tool, given));
      const wrong =
        requests.length === 1
          ? judge.problems(operation, requests[0], given).filter((problem) => !ofClient.test(problem))
          : [`${requests.length} requests`];
      if (wrong.length === 0) row.exact[mode] += 1;
      else if (verbose)
        process.stderr.write(`  ${operation.name} ${mode}: ${wrong.join("; ").slice(0, 300)}\n`);
    }
  if (server !== undefined) await end(server);
  return row;
}

/** Not every server ends with its input. */
async function end(server) {
  const timer = setTimeout(() => {
    try {
      process.kill(server.pid, "SIGKILL");
    } catch {} // it has ended
  }, 2_000);
  await server.close().catch(() => {});
  clearTimeout(timer);
}

const sum = (rows) => {
  const total = (read) => rows.reduce((all, row) => all + read(row), 0);
  return {
    operations: total((row) => row.operations),
    tools: total((row) => row.tools),
    reached: total((row) => row.reached),
    drawn: Object.fromEntries(modes.map((mode) => [mode, total((row) => row.drawn[mode])])),
    exact: Object.fromEntries(modes.map((mode) => [mode, total((row) => row.exact[mode])])),
  };
};

const tableOf = (titles, rows) => {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  const body = Object.entries(titles).map(([side, title]) => {
    const { tools, operations, reached, exact, drawn } = sum(rows.filter((row) => row.side === side));
    return line([
      title,
      tools,
      `${reached} of ${operations}`,
      ...modes.map((mode) => `${exact[mode]} of ${drawn[mode]}`),
    ]);
  });
  const head = [
    "package",
    "tools listed",
    "operations reached",
    "required arguments, exact",
    "all arguments, exact",
  ];
  return [line(head), line(head.map(() => "---")), ...body].join("\n");
};

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "boolean", default: false },
    verbose: { type: "boolean", default: false },
    only: { type: "string" },
  },
});
const folder = mkdtempSync(join(tmpdir(), "jackfield-correctness-"));
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(130));

const titles = { serve: "jackfield", ...peers };
const installed = await installPeers(join(folder, "peers"));
const specs =
  positionals.length > 0
    ? positionals.map((file) => ({ name: basename(file), file }))
    : await publicSpecs(join(folder, "specs"));
const recorder = await startRecorder();
recorder.state.answer = () => ({ status: 200, headers: { "content-type": "application/json" }, body: "{}" });
const rows = [];
for (const [index, { name, file }] of specs.entries()) {
  const document = servedAt(readDocument(file), recorder.url);
  const spec = join(folder, `spec-${index}.json`);
  writeFileSync(spec, JSON.stringify(document));
  const commands = {
    serve: ourCommands(spec, "").serve,
    ...peerCommands(
      installed,
      spec,
      recorder.url + new URL(document.servers[0].url).pathname.replace(/\/$/, ""),
      join(folder, `generated-${index}`),
    ),
  };
  for (const [side, command] of Object.entries(commands)) {
    if (options.only !== undefined && options.only !== side) continue;
    process.stderr.write(`${name}: ${titles[side]}\n`);
    const judge = makeJudge(document);
    rows.push({
      side,
      spec: name,
      ...(await sideOf(command(), { document, recorder, judge, verbose: options.verbose })),
    });
  }
}
await recorder.close();
if (options.json) console.log(JSON.stringify({ node: process.version, packages: titles, rows }, null, 1));
else console.log(tableOf(titles, rows));
