import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { caseNames, casesFolder } from "../golden-case.js";
import { checkTools, toolsOf, toolsOfSchema } from "./promise.js";
import { descriptions } from "./schemas.js";

/** Of the documents of ReadMe those that have the most kinds of schemas; the soak takes all. */
const examples = ["schema-types", "discriminators", "polymorphism", "schema-additional-properties"];
const readme = new URL("../../node_modules/@readme/oas-examples/3.0/json/", import.meta.url).pathname;

/** Their values hold characters that a list must not show. */
const hides = new Set(["hostile-text", "values-that-hide-text"]);

test.each([
  ...caseNames.filter((name) => !hides.has(name)).map((name) => join(casesFolder, name, "spec.yaml")),
  ...examples.map((name) => join(readme, `${name}.json`)),
])(
  "what the list of %s admits is accepted, and what is accepted is listed or said to be cut",
  async (spec) => {
    const { broken } = await checkTools(await toolsOf(spec), { draws: 3, seed: 7 });
    expect(broken).toEqual([]);
  },
);

test("so it is for any schema of a body", async () => {
  await fc.assert(
    fc.asyncProperty(descriptions, async (document) => {
      const { broken } = await checkTools(await toolsOfSchema(document), { draws: 4, seed: 11 });
      expect(broken).toEqual([]);
    }),
    { numRuns: 25 },
  );
});
