// The first call of a tool whose body is one of a thousand alternatives: its own time, and how long it keeps others waiting.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { medianOf } from "./support/measure.mjs";
import { jackfield } from "./support/paths.mjs";
import { startApi } from "./support/processes.mjs";
import { startServer } from "./support/stdio-driver.mjs";

const alternatives = 1_000;

/** @param {import("./support/context.mjs").Context} context */
export async function union({ folder, heavyRuns, note }) {
  const file = join(folder, "union.json");
  writeFileSync(file, JSON.stringify(unionSpec()));
  const { url, stop } = await startApi();
  const rounds = [];
  try {
    for (let round = 1; round <= heavyRuns; round += 1) {
      note(`first call ${round} of ${heavyRuns}`);
      const server = startServer([jackfield, "serve", file, "--no-auth", "--mode", "all", "--base-url", url]);
      await server.open();
      await server.ask("tools/list");
      const call = server.ask("tools/call", {
        name: "make",
        arguments: { body: { kind: "k500", f500: "x" } },
      });
      const ping = await server.ask("ping");
      const answer = await call;
      if (answer.result.isError) throw new Error(`the call failed: ${JSON.stringify(answer.result.content)}`);
      rounds.push({ call: answer.at - answer.sent, ping: ping.at - ping.sent });
      await server.close();
    }
  } finally {
    await stop();
  }
  const what = `${alternatives.toLocaleString("en-US")} alternatives`;
  return [
    {
      name: "first call of a large union",
      measured: { value: medianOf(rounds, ({ call }) => call), unit: "ms", what },
    },
    {
      name: "first call of a large union, for others",
      measured: { value: medianOf(rounds, ({ ping }) => ping), unit: "ms", what: "a ping right after it" },
      budget: { most: 250, of: "measured" },
    },
  ];
}

function unionSpec() {
  const oneOf = Array.from({ length: alternatives }, (_, index) => ({
    type: "object",
    required: ["kind"],
    properties: { kind: { enum: [`k${index}`] }, [`f${index}`]: { type: "string" } },
  }));
  return {
    openapi: "3.1.0",
    info: { title: "Union", version: "1" },
    paths: {
      "/things": {
        post: {
          operationId: "make",
          requestBody: { required: true, content: { "application/json": { schema: { oneOf } } } },
          responses: { 200: { description: "Made." } },
        },
      },
    },
  };
}
