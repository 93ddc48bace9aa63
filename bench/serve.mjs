// `jackfield serve <spec>`: from nothing to the first list of tools.
import { bareServer } from "./support/bare.mjs";
import { fullSize } from "./support/context.mjs";
import { alternate, medianOf } from "./support/measure.mjs";
import { jackfield } from "./support/paths.mjs";
import { startServer } from "./support/stdio-driver.mjs";

/** @param {import("./support/context.mjs").Context} context */
export async function serve({ spec, heavyRuns, note }) {
  const started = (args) => async () => {
    const server = startServer(args);
    await server.open();
    const { at, result } = await server.ask("tools/list");
    await server.close();
    return { milliseconds: at, tools: result.tools.length };
  };
  note("starting servers");
  const { served, bare } = await alternate(
    {
      served: started([jackfield, "serve", spec, "--no-auth", "--mode", "all"]),
      bare: started(bareServer()),
    },
    heavyRuns,
  );
  const tools = served[0]?.tools ?? 0;
  const scale = Math.max(1, tools / fullSize);
  return [
    {
      name: "serve a document, to tools/list",
      measured: {
        value: medianOf(served, ({ milliseconds }) => milliseconds) / 1_000,
        unit: "s",
        what: `${tools.toLocaleString("en-US")} tools`,
      },
      comparedWith: {
        value: medianOf(bare, ({ milliseconds }) => milliseconds) / 1_000,
        unit: "s",
        what: "bare SDK server",
      },
      budget: { most: 3 * scale, of: "measured" },
    },
  ];
}
