import { expect, test } from "vitest";
import type { JsonObject } from "../../document/json.js";
import { createReport } from "../../report/index.js";
import { runPasses } from "./index.js";
import { defineRepair } from "./repair.js";

/** As a package would write it: dates of a house format become RFC 3339. */
const houseDates = defineRepair<{ readonly name: string }>({
  code: "acme/house-date",
  summary: "the house format of dates; they are dates",
  severity: "warning",
  message: ({ name }) => `Field "${name}" has the house format; read as a date.`,
  fix: ({ name }) => `Say format: date for "${name}".`,
  slots: new Set(["properties"]),
  begin:
    (document) =>
    (value, { name }) => {
      if (document["x-house"] !== true || value.format !== "house-date") return undefined;
      return {
        value: { ...value, format: "date" },
        changes: [{ at: ["format"], params: { name: String(name) } }],
      };
    },
});

const document: JsonObject = {
  openapi: "3.0.3",
  "x-house": true,
  components: {
    schemas: { A: { properties: { day: { type: "string", format: "house-date" }, other: {} } } },
  },
};

const run = (off: readonly string[] = []) => {
  const report = createReport();
  const result = runPasses(document, [[houseDates]], { off, report, file: "a.yaml" });
  return { ...result, diagnostics: report.diagnostics };
};

test("a repair of a package reports with its own code and texts, and its change is recorded", () => {
  const pointer = "/components/schemas/A/properties/day/format";
  const { document: result, changes, diagnostics } = run();
  expect(diagnostics).toEqual([
    {
      ...{ code: "acme/house-date", severity: "warning", at: { file: "a.yaml", pointer } },
      message: 'Field "day" has the house format; read as a date.',
      fix: 'Say format: date for "day".',
    },
  ]);
  expect(changes).toMatchObject([{ by: "acme/house-date", pointer, before: "house-date", after: "date" }]);
  expect(result.components).toEqual({
    schemas: { A: { properties: { day: { type: "string", format: "date" }, other: {} } } },
  });
});

test("it can be switched off by its code", () => {
  const { document: result, diagnostics } = run(["acme/house-date"]);
  expect(result).toBe(document);
  expect(diagnostics).toEqual([]);
});
