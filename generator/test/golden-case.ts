import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { emit } from "../src/5-emit/index.js";
import { fromFlags, loadConfig } from "../src/config/index.js";
import { prepare } from "../src/pipeline.js";
import { createReport, renderText } from "../src/report/index.js";

export const casesFolder = fileURLToPath(new URL("./cases/", import.meta.url));

export const caseNames: readonly string[] = readdirSync(casesFolder).sort();

/** Path → text. */
export type Files = ReadonlyMap<string, string>;

/** Every file that a run makes of a case, and its diagnostics as `diagnostics.txt`. */
export const outputOf = async (name: string): Promise<Files> => {
  const folder = join(casesFolder, name);
  const report = createReport();
  const config = existsSync(join(folder, "config.json"))
    ? await loadConfig({ folder, file: "config.json" }, report)
    : fromFlags({ spec: "spec.yaml", name: "case" }, folder, report);
  const prepared = config && (await prepare(config, { thorough: true }, report, () => {}));
  const files = prepared ? await emit(prepared.plan, prepared.apis, report) : [];
  const locate = (file: string, pointer: string) =>
    prepared?.specs.find((spec) => spec.file === file)?.locate(pointer);
  // A path that is shown relative to the working folder depends on where the tests were started.
  const here = `${relative(process.cwd(), folder)}/`;
  const diagnostics = renderText(report.diagnostics, { locate }).replaceAll(here, "").replaceAll(folder, "");
  return new Map([...files.map(({ path, text }) => [path, text] as const), ["diagnostics.txt", diagnostics]]);
};

const usual: readonly string[] = ["tools/", "diagnostics.txt"];

/**
 * Beginnings of the paths that a case expects: what its `case.json` lists under `shows`, or else its tool modules and
 * its diagnostics.
 */
const shownBy = (name: string): readonly string[] => {
  const file = join(casesFolder, name, "case.json");
  if (!existsSync(file)) return usual;
  const { shows } = JSON.parse(readFileSync(file, "utf8")) as { readonly shows: readonly string[] }; // written by us
  return shows;
};

/** The part of an output that shows the point of a case. */
export const shownOf = (name: string, output: Files): Files => {
  const shows = shownBy(name);
  return new Map([...output].filter(([path]) => shows.some((start) => path.startsWith(start))));
};
