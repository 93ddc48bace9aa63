// The start and the memory of a generated and built server, compared with a bare SDK server with one tool.
import { readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { bareServer, bundledBareServer } from "./support/bare.mjs";
import { alternate, medianOf } from "./support/measure.mjs";
import { residentMegabytes } from "./support/processes.mjs";
import { startServer } from "./support/stdio-driver.mjs";

/** @param {import("./support/context.mjs").Context} context */
export async function start({ built, folder, runs, note }) {
  const module = await built();
  const bundled = await bundledBareServer(folder);
  note("starting servers");
  const sides = {
    built: started([module, "--no-auth", "--mode", "all"]),
    bare: started(bareServer()),
    bundled: started(bundled),
  };
  await alternate(sides, 1); // brings the files into the file system's cache
  const results = await alternate(sides, runs);
  const tools = results.built[0]?.tools ?? 0;
  const figure = (side, key, unit, what) => ({
    value: medianOf(results[side], (one) => one[key]),
    unit,
    what,
  });
  return [
    {
      name: "built server, to tools/list",
      measured: figure("built", "first", "ms", `${tools.toLocaleString("en-US")} tools`),
      comparedWith: figure("bare", "first", "ms", "bare SDK server"),
      budget: { most: 1.3, of: "ratio" },
    },
    {
      name: "built server, to tools/list",
      measured: figure("built", "first", "ms"),
      comparedWith: figure("bundled", "first", "ms", "bare SDK server, bundled"),
    },
    {
      name: "built server, memory after tools/list",
      measured: figure("built", "megabytes", "MB"),
      comparedWith: figure("bare", "megabytes", "MB", "bare SDK server"),
      budget: { most: 1.5, of: "ratio" },
    },
    {
      name: "built server, memory after tools/list",
      measured: figure("built", "megabytes", "MB"),
      comparedWith: figure("bundled", "megabytes", "MB", "bare SDK server, bundled"),
    },
    {
      name: "built server, size",
      measured: { value: sizeOf(dirname(module)) / 1e6, unit: "MB", what: "of its dist folder" },
      comparedWith: {
        value: statSync(bundled.at(-1) ?? "").size / 1e6,
        unit: "MB",
        what: "bare SDK server, bundled",
      },
    },
    {
      name: "built server, tools/list once more",
      measured: figure("built", "again", "ms"),
      comparedWith: figure("bare", "again", "ms", "bare SDK server"),
    },
  ];
}

const sizeOf = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);

const started = (args) => async () => {
  const server = startServer(args);
  await server.open();
  const { at, result } = await server.ask("tools/list");
  const megabytes = residentMegabytes(server.pid);
  const again = [];
  for (let time = 0; time < 5; time += 1) again.push(await server.ask("tools/list"));
  await server.close();
  return {
    first: at,
    megabytes,
    again: medianOf(again, (answer) => answer.at - answer.sent),
    tools: result.tools.length,
  };
};
