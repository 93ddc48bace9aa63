import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Config, shownPath } from "../config/index.js";
import type { Report } from "../report/index.js";
import type { ToolSource } from "./read-sources.js";

type ImportedModule = {
  readonly source: ToolSource;
  readonly values: Readonly<Record<string, unknown>>;
};

/** Imports modules one after the other; one that cannot be imported is reported and left out. */
export async function* importModules(
  sources: readonly ToolSource[],
  config: Config,
  report: Report,
): AsyncGenerator<ImportedModule> {
  const { createJiti } = await import("jiti");
  const jiti = createJiti(join(config.folder, "jackfield.config.ts"), {
    fsCache: false,
    alias: ownPackages(),
  });
  for (const source of sources) {
    try {
      yield { source, values: await jiti.import<Readonly<Record<string, unknown>>>(source.path) };
    } catch (problem) {
      const [line = ""] = (problem instanceof Error ? problem.message : String(problem)).split("\n", 1);
      const text = line.replaceAll(`${config.folder}/`, "").replace(/\.$/, "");
      report.add("tools/unreadable", { file: shownPath(source.path) }, { problem: text });
    }
  }
}

/** Our packages come with this one, so that a tool can be read where nothing is installed. */
const ownPackages = (): Readonly<Record<string, string>> => {
  const { resolve } = createRequire(import.meta.url);
  const names = ["contract", "runtime", "host"].map((name) => `@jackfield/${name}`);
  const here = dirname(fileURLToPath(import.meta.url));
  const ourselves = ["../index.js", "../index.ts"].map((file) => join(here, file));
  return {
    ...Object.fromEntries(names.map((name) => [name, resolve(name)])),
    jackfield: ourselves[import.meta.url.endsWith(".ts") ? 1 : 0] ?? "",
  };
};
