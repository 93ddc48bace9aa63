import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { checkTools, toolsOf, toolsOfSchema } from "./promise.js";
import { descriptions } from "./schemas.js";

const folderOf = (name: string): string =>
  dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));

const below = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter(
      (path) =>
        /\.(json|ya?ml)$/.test(path) && !path.includes("node_modules") && !path.endsWith("index.json"),
    )
    .sort()
    .map((path) => join(folder, path));

/** A folder of further descriptions, such as the one that `.ci/run` has. */
const corpus = process.env.JACKFIELD_CORPUS;

test.each([
  join(folderOf("bandwidth-sdk"), "bandwidth.yml"),
  ...below(folderOf("@readme/oas-examples")).filter((path) => path.includes("/json/")),
  ...(corpus === undefined ? [] : below(corpus)),
])("the promise of %s", async (spec) => {
  const tools = await toolsOf(spec);
  const { values, broken } = await checkTools(tools, { draws: 20, seed: 3 });
  const ofTools = new Set(broken.map(({ tool }) => tool));
  console.log(
    `${spec}: ${tools.length} tools, ${values} values, ${broken.length} broken (${[...ofTools].join(", ")})`,
  );
  expect(broken.map(({ tool, promise, because }) => ({ tool, promise, because }))).toEqual([]);
});

test("the promise of any schema", async () => {
  await fc.assert(
    fc.asyncProperty(descriptions, async (document) => {
      const { broken } = await checkTools(await toolsOfSchema(document), { draws: 20, seed: 5 });
      expect(broken).toEqual([]);
    }),
    { numRuns: 2000 },
  );
});
