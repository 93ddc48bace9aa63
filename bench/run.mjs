// All benches in one table: node bench/run.mjs [--spec <file>] [--only <name>] [--runs <n>] [--json]
// Budgets are reported, never enforced: the exit code is 1 only when a bench could not run.
import { existsSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg } from "node:os";
import { basename, resolve } from "node:path";
import { parseArgs } from "node:util";
import { call } from "./call.mjs";
import { callOverStdio } from "./call-over-stdio.mjs";
import { connect } from "./connect.mjs";
import { dense } from "./dense.mjs";
import { generate } from "./generate.mjs";
import { growth } from "./growth.mjs";
import { http } from "./http.mjs";
import { peersOf } from "./peers.mjs";
import { serve } from "./serve.mjs";
import { start } from "./start.mjs";
import { chart } from "./support/chart.mjs";
import { createContext, fullSize } from "./support/context.mjs";
import { tableData, tableText } from "./support/table.mjs";
import { tokens } from "./tokens.mjs";
import { union } from "./union.mjs";

const benches = {
  generate,
  growth,
  dense,
  serve,
  start,
  call,
  union,
  "call-over-stdio": callOverStdio,
  http,
  tokens,
  connect,
  peers: peersOf,
};
/** Run only when they are named: they install other bridges and servers from npm. */
const onRequest = ["connect", "peers"];

const usage = `Usage: node bench/run.mjs [flags] [bench ...]
  a bench         run this bench alone, as with --only
  --spec <file>   OpenAPI document to use; without it one of ${fullSize} operations is made up
  --only <name>   run this bench alone; may be repeated: ${Object.keys(benches).join(", ")}
  --runs <n>      rounds of each bench, instead of 5 (3 for those that take seconds)
  --json          print one JSON object instead of the table
  --svg <file>    also draw the rows that compare with several others, as bars
`;

class UsageError extends Error {}

function readOptions() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      spec: { type: "string" },
      only: { type: "string", multiple: true },
      runs: { type: "string" },
      json: { type: "boolean", default: false },
      svg: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  const { spec, runs } = values;
  const named = [...(values.only ?? []), ...positionals];
  const only = named.length > 0 ? named : Object.keys(benches).filter((name) => !onRequest.includes(name));
  const unknown = only.find((name) => !Object.hasOwn(benches, name));
  if (unknown !== undefined) throw new UsageError(`there is no bench ${unknown}`);
  if (runs !== undefined && !/^[1-9]\d{0,2}$/.test(runs))
    throw new UsageError("--runs takes a number from 1");
  if (spec !== undefined && !existsSync(spec)) throw new UsageError(`${spec} does not exist`);
  return {
    ...values,
    only,
    spec: spec === undefined ? undefined : resolve(spec),
    runs: runs === undefined ? undefined : Number(runs),
  };
}

async function main({ spec, only, runs, json, svg = "" }) {
  const begun = performance.now();
  const seconds = () => ((performance.now() - begun) / 1_000).toFixed(0);
  const err = (line) => process.stderr.write(`${line}\n`);
  let current = "";
  const context = createContext({ spec, runs, note: (text) => err(`[${seconds()} s] ${current}: ${text}`) });
  const rows = [];
  // A run that is broken off must not leave its folder; the child processes end with their input.
  process.once("exit", context.close);
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(130));
  for (current of only) {
    try {
      for (const row of await benches[current](context)) rows.push({ bench: current, ...row });
    } catch (error) {
      err(`bench ${current} failed: ${error instanceof Error ? error.message : String(error)}`);
      process.exitCode = 1;
    }
  }
  const document = spec === undefined ? `made up, ${fullSize} operations` : basename(spec);
  const machine = {
    node: process.version,
    cpu: cpus()[0]?.model,
    cores: availableParallelism(),
    load: loadavg(),
  };
  const caption = `Medians of one run, ${new Date().toISOString().slice(0, 10)}, Node ${machine.node}, ${machine.cores} cores, load ${machine.load[0]?.toFixed(1)}`;
  if (svg !== "") writeFileSync(svg, chart(rows, caption));
  if (json) process.stdout.write(`${JSON.stringify({ document, machine, rows: tableData(rows) })}\n`);
  else {
    const load = machine.load.map((value) => value.toFixed(1)).join(" ");
    process.stdout.write(
      `Document: ${document}. Node ${machine.node}, ${machine.cores} cores, load ${load}.\n\n`,
    );
    process.stdout.write(tableText(rows));
  }
}

try {
  const options = readOptions();
  if (options.help) process.stdout.write(usage);
  else await main(options);
} catch (error) {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
  if (
    error instanceof UsageError ||
    (error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS"))
  )
    process.stderr.write(usage);
  process.exitCode = 2;
}
