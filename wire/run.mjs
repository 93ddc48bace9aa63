// `pnpm wire [options] [file or folder…]`: every operation of OpenAPI documents called through the server that Jackfield
// makes of them, and every request judged by the document itself. Ends with 1 when too few are right.
import { parseArgs } from "node:util";
import { outdated, reasonFor } from "./known-faults.mjs";
import { findSpecs } from "./specs.mjs";
import { runSpec } from "./suite.mjs";
import { missed, tableOf, totalOf } from "./table.mjs";

const help = `pnpm wire [options] [file or folder…]   without any: the documents that npm brings

  --built             generate, build and start each server instead of running it here
  --only <tool>       only this tool
  --seed <text>       draw other arguments
  --min-required <n>  percent of operations that must be right with required arguments alone (99.5)
  --min-full <n>      percent of operations that must be right with all arguments (99)
  --verbose           show the arguments and the request of each failure
  --json              print one JSON object`;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    built: { type: "boolean", default: false },
    only: { type: "string" },
    seed: { type: "string", default: "" },
    "min-required": { type: "string", default: "99.5" },
    "min-full": { type: "string", default: "99" },
    verbose: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

const oneLine = (text) => text.replaceAll(/\s+/g, " ").slice(0, 300);

if (options.help) {
  console.log(help);
  process.exit(0);
}

const rows = [];
const failures = [];
for (const { file, label } of findSpecs(positionals)) {
  const outcome = await runSpec(file, {
    label,
    built: options.built,
    only: options.only,
    seed: options.seed,
  });
  rows.push(outcome.row);
  for (const failure of outcome.failures) {
    const reason = reasonFor(failure);
    failures.push({ ...failure, ...(reason !== undefined && { explained: reason }) });
    if (reason !== undefined && failure.kind !== "reply" && failure.round in outcome.row.explained)
      outcome.row.explained[failure.round] += 1;
  }
  if (!options.json) process.stderr.write(`${label}: ${outcome.row.seconds} s\n`);
}
const total = totalOf(rows);
const problems = missed(total, {
  minRequired: Number(options["min-required"]),
  minFull: Number(options["min-full"]),
});

if (options.json) console.log(JSON.stringify({ rows, total, failures, problems }, null, 1));
else {
  for (const { spec, operation, round, what, explained, args, request } of failures) {
    console.log(
      `${explained === undefined ? "" : "explained "}${spec} ${operation} ${round}: ${oneLine(explained ?? what)}`,
    );
    if (options.verbose && request !== undefined)
      console.log(`  ${JSON.stringify(args)}\n  ${JSON.stringify(request)}`);
  }
  console.log(`${tableOf(rows)}\n`);
  if (total.partial > 0)
    console.log(
      `${total.partial} full calls were refused whole and went with a part of their optional arguments.`,
    );
  const idle =
    options.only === undefined
      ? outdated(
          rows.map(({ spec }) => spec),
          failures,
        )
      : [];
  for (const { spec, operation } of idle) console.log(`known fault that did not show: ${spec} ${operation}`);
  for (const problem of problems) console.log(problem);
}
process.exitCode = problems.length > 0 ? 1 : 0;
