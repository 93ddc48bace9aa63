// `jackfield serve <spec>`: from nothing to the first list of tools, also of the same document as YAML.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { bareServer } from "./support/bare.mjs";
import { fullSize } from "./support/context.mjs";
import { alternate, medianOf } from "./support/measure.mjs";
import { jackfield } from "./support/paths.mjs";
import { startServer } from "./support/stdio-driver.mjs";

/** @param {import("./support/context.mjs").Context} context */
export async function serve({ spec, folder, heavyRuns, note }) {
  const started = (args) => async () => {
    const server = startServer(args);
    await server.open();
    const { at, result } = await server.ask("tools/list");
    await server.close();
    return { milliseconds: at, tools: result.tools.length };
  };
  const { asJson, asYaml } = bothForms(spec, folder);
  const serving = (file) => started([jackfield, "serve", file, "--no-auth", "--mode", "all"]);
  note("starting servers");
  const { served, json, yaml, bare } = await alternate(
    {
      served: serving(spec),
      json: serving(asJson),
      yaml: serving(asYaml),
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
    {
      name: "serve a document as YAML, to tools/list",
      measured: { value: medianOf(yaml, ({ milliseconds }) => milliseconds) / 1_000, unit: "s" },
      comparedWith: {
        value: medianOf(json, ({ milliseconds }) => milliseconds) / 1_000,
        unit: "s",
        what: "the same as JSON",
      },
      budget: { most: 1.3, of: "ratio" },
    },
  ];
}

/** Two files with the value of a document, written as JSON and as YAML. */
function bothForms(spec, folder) {
  const { load, dump } = createRequire(new URL("../generator/package.json", import.meta.url))("js-yaml");
  const document = load(readFileSync(spec, "utf8"));
  const asJson = join(folder, "serve.json");
  const asYaml = join(folder, "serve.yaml");
  writeFileSync(asJson, JSON.stringify(document, null, 2));
  writeFileSync(asYaml, dump(document, { noRefs: true }));
  return { asJson, asYaml };
}
