import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, test } from "vitest";
import { caseNames, casesFolder, type Files, outputOf, shownOf } from "./golden-case.js";

const update = process.env.UPDATE === "1";

const expectedOf = (folder: string): Files => {
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

const rewrite = (folder: string, output: Files): void => {
  rmSync(join(folder, "expected"), { recursive: true, force: true });
  for (const [path, text] of output) {
    const file = join(folder, "expected", path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
};

/** One behavior each; the folder's name says it. `UPDATE=1` rewrites `expected/`, for a reviewer to read. */
test.each(caseNames)("%s", async (name) => {
  const folder = join(casesFolder, name);
  const shown = shownOf(name, await outputOf(name));
  if (update) rewrite(folder, shown);
  expect(shown.size).toBeGreaterThan(0);
  expect(Object.fromEntries(shown)).toEqual(Object.fromEntries(expectedOf(folder)));
});
