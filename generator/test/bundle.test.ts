import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const bundle = fileURLToPath(new URL("../dist/bundle/", import.meta.url));

/** What a file of the bundle loads at once, by itself and by what it imports: files, and names of packages. */
const loadedWith = (start: string) => {
  const files = new Set<string>();
  const packages = new Set<string>();
  const visit = (file: string): void => {
    if (files.has(file)) return;
    files.add(file);
    const text = readFileSync(`${bundle}${file}`, "utf8");
    for (const [, name = ""] of text.matchAll(/^(?:import|export)\b[^;"']*"([^"]+)";$/gm)) {
      if (name.startsWith("./")) visit(name.slice(2));
      else if (!name.startsWith("node:")) packages.add(name);
    }
  };
  visit(start);
  return { files, packages };
};

const lazyChunk = (name: string): string => {
  const main = readFileSync(`${bundle}main.js`, "utf8");
  const [, file = ""] = new RegExp(`import\\("\\./(${name}-[^"]+)"\\)`).exec(main) ?? [];
  return file;
};

test("a command starts from a few files, and from no package that is only sometimes needed", () => {
  const { files, packages } = loadedWith(lazyChunk("generate"));
  expect(files.size).toBeGreaterThan(3);
  expect(files.size).toBeLessThan(30);
  expect([...packages]).toEqual([]);
});

test("each program of a thread is there, without the command line", () => {
  for (const start of ["thread.js", "validate-worker.js"]) {
    const bytes = [...loadedWith(start).files].reduce(
      (sum, file) => sum + readFileSync(`${bundle}${file}`).length,
      0,
    );
    expect(bytes, start).toBeLessThan(100_000);
  }
});

test("the licenses of the packages inside are in the package", () => {
  const text = readFileSync(`${bundle}LICENSES.txt`, "utf8");
  for (const name of ["zod", "commander", "handlebars", "js-yaml"]) expect(text).toMatch(`\n${name} `);
});
