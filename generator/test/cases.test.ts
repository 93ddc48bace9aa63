import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { emit } from "../src/5-emit/index.js";
import { fromFlags, loadConfig } from "../src/config/index.js";
import { documentsOf, prepare } from "../src/pipeline.js";
import { createReport, renderText } from "../src/report/index.js";

const casesFolder = fileURLToPath(new URL("./cases/", import.meta.url));
const update = process.env.UPDATE === "1";

/** What a run makes of a case: the files a reviewer reads, and the diagnostics. */
const outputOf = async (folder: string): Promise<ReadonlyMap<string, string>> => {
  const report = createReport();
  const config = existsSync(join(folder, "config.json"))
    ? await loadConfig({ folder, file: "config.json" }, report)
    : fromFlags({ spec: "spec.yaml", name: "case" }, folder, report);
  const prepared = config && (await prepare(config, { thorough: true }, report, () => {}));
  const files = prepared ? await emit(prepared.plan, documentsOf(prepared), report, { embed: true }) : [];
  const locate = (file: string, pointer: string) =>
    prepared?.specs.find((spec) => spec.file === file)?.locate(pointer);
  const shown = files.filter(({ path }) => /^(tools|schema)\/|^catalog\.json$|^definition\.ts$/.test(path));
  // A path that is shown relative to the working folder depends on where the tests were started.
  const here = `${relative(process.cwd(), folder)}/`;
  const text = renderText(report.diagnostics, { locate }).replaceAll(here, "").replaceAll(folder, "");
  return new Map([
    ...shown.map(({ path, text: content }) => [path, content] as const),
    ["diagnostics.txt", text],
  ]);
};

const expectedOf = (folder: string): ReadonlyMap<string, string> => {
  const expected = join(folder, "expected");
  const paths = existsSync(expected)
    ? readdirSync(expected, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    : [];
  return new Map(
    paths.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [relative(expected, path).replaceAll("\\", "/"), readFileSync(path, "utf8")];
    }),
  );
};

const rewrite = (folder: string, output: ReadonlyMap<string, string>): void => {
  rmSync(join(folder, "expected"), { recursive: true, force: true });
  for (const [path, text] of output) {
    const file = join(folder, "expected", path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
};

/** One behaviour each; the folder's name says it. `UPDATE=1` rewrites `expected/`, for a reviewer to read. */
test.each(readdirSync(casesFolder).sort())("%s", async (name) => {
  const folder = join(casesFolder, name);
  const output = await outputOf(folder);
  if (update) rewrite(folder, output);
  expect(Object.fromEntries(output)).toEqual(Object.fromEntries(expectedOf(folder)));
});
