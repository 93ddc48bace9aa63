import { expect, test } from "vitest";
import { findSpecs } from "./specs.mjs";
import { runSpec } from "./suite.mjs";
import { missed, tableOf, totalOf } from "./table.mjs";

const fixture = (name) => new URL(`fixtures/${name}`, import.meta.url).pathname;

test.each([
  ["places.yaml", 8],
  ["behaviors.yaml", 43],
  ["loose.yaml", 8],
  ["newest.yaml", 5],
  ["old.yaml", 2],
  ["xml.yaml", 7],
])("every operation of %s is called rightly, and its reply comes through", async (name, operations) => {
  const { row, failures } = await runSpec(fixture(name), { label: name, built: false, only: undefined });
  expect(failures).toEqual([]);
  const all = operations;
  expect(row).toMatchObject({ operations, tools: all, reached: all, required: all, full: all, replies: all });
});

test("folders are searched for documents that have operations; nothing else is one", () => {
  const found = findSpecs([fixture("")]).map(({ label }) => label);
  expect(found).toEqual([
    "behaviors.yaml",
    "loose.yaml",
    "newest.yaml",
    "old.yaml",
    "places.yaml",
    "xml.yaml",
  ]);
  expect(findSpecs([]).length).toBeGreaterThan(50);
});

test("the table adds up, and what is missed is told", () => {
  const row = {
    openapi: "3.0",
    tools: 2,
    reached: 2,
    replies: 2,
    partial: 0,
    seconds: 1,
    explained: { required: 0, full: 1 },
  };
  const rows = [
    { ...row, spec: "a", operations: 2, required: 2, full: 1 },
    { ...row, spec: "b", operations: 2, required: 1, full: 2 },
  ];
  const total = totalOf(rows);
  expect(total).toMatchObject({ operations: 4, required: 3, full: 3, seconds: 2 });
  expect(tableOf(rows).split("\n").at(-1)).toMatch(/^total .* 3 75\.0 % +3 75\.0 % \(\+2\)/);
  expect(missed(total, { minRequired: 99.5, minFull: 99 })).toEqual(["required-only is below 99.5 %"]);
});
