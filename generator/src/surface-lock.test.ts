import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { samplePlan } from "../test/sample-plan.js";
import { createReport } from "./report/index.js";
import { type Surface, surfaceFiles, surfaceOf } from "./surface/index.js";
import { lockedSurface, reportStaleLock } from "./surface/staleness.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "jackfield-lock-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const commit = (surface: Surface): void => {
  for (const { path, text } of surfaceFiles(surface)) writeFileSync(join(folder, path), text);
};

const findings = (surface: Surface): readonly string[] => {
  const report = createReport();
  reportStaleLock(
    surface,
    { lockFolder: folder, refreshCommand: "jackfield generate --config 'a b.ts'" },
    report,
  );
  for (const { fix } of report.diagnostics)
    expect(fix).toBe("Run `jackfield generate --config 'a b.ts'`, review the difference and commit it.");
  return report.diagnostics.map(({ message }) => message);
};

test("a lock that says what a run makes is no finding", async () => {
  const surface = await surfaceOf(samplePlan());
  commit(surface);
  expect(findings(surface)).toEqual([]);
});

test("what is missing, or was edited by hand, is named, and nothing is written", async () => {
  writeFileSync(join(folder, "surface.json"), "<<<<<<< HEAD");
  expect(findings(await surfaceOf(samplePlan()))).toEqual([
    expect.stringMatching(/^surface\.json is out of date: it is not a surface lock \(.+\)\.$/),
    "surface.md is missing.",
  ]);
  expect(readdirSync(folder)).toEqual(["surface.json"]);
});

test("differences are named, breaking ones first, and counted", async () => {
  const surface = await surfaceOf(samplePlan());
  const [first, second] = surface.tools;
  if (!first || !second) throw new Error("no tools");
  const gone = { ...first, name: "oldLetter", path: "/old", method: "PUT" };
  const changed = { ...second, hints: ["destructive"], description: "Old.", security: [], reply: "0" };
  commit({ ...surface, tools: [first, gone, changed] });
  expect(findings(surface)).toEqual([
    "surface.json is out of date: 1 breaking change, 4 others (breaking: oldLetter: was removed; sendLetter: hints: destructive → none; sendLetter: credentials: none → token; … and 2 more).",
    "surface.md is out of date.",
  ]);
});

test("a line that was written in another way is no change for callers, but a finding", async () => {
  const surface = await surfaceOf(samplePlan());
  commit(surface);
  writeFileSync(join(folder, "surface.json"), JSON.stringify(surface));
  expect(findings(surface)).toEqual([
    "surface.json is out of date: nothing changed for callers, but not every line is as it would be written.",
  ]);
});

test("a lock of an older form says so", async () => {
  const surface = await surfaceOf(samplePlan());
  commit(surface);
  writeFileSync(join(folder, "surface.json"), JSON.stringify({ ...surface, version: 1 }));
  expect(findings(surface)).toEqual(["surface.json is out of date: it has form 1, not 3."]);
});

test("what optional sources showed stays as it is committed while they are not there", async () => {
  const surface = await surfaceOf(samplePlan());
  const [first] = surface.tools;
  if (!first) throw new Error("no tools");
  const other = { ...first, name: "zz", api: "pulled-elsewhere" };
  const committed = { ...surface, tools: [...surface.tools, other] };
  commit({
    ...committed,
    totals: { tools: committed.tools.length, tokens: surface.totals.tokens + other.tokens },
  });
  expect(findings(surface)).not.toEqual([]);
  expect(findings(lockedSurface({ surface, absent: ["pulled-elsewhere"] }, folder, createReport()))).toEqual(
    [],
  );
  expect(lockedSurface({ surface, absent: [] }, folder, createReport())).toBe(surface);
});

test("what they showed is lost with a lock that cannot be read, which is said", async () => {
  const surface = await surfaceOf(samplePlan());
  const said = (absent: readonly string[]): readonly string[] => {
    const report = createReport();
    expect(lockedSurface({ surface, absent }, folder, report)).toBe(surface);
    return report.diagnostics.map(({ code, message }) => `${code} ${message}`);
  };
  expect(said(["elsewhere"])).toEqual([]);
  writeFileSync(join(folder, "surface.json"), "<<<<<<< ours\n");
  expect(said([])).toEqual([]);
  expect(said(["elsewhere"])).toEqual([
    "lock/lost The surface lock cannot be read, and elsewhere was not pulled: a new lock will not have its tools.",
  ]);
});

test("a lock of a newer form is written again by the version that wrote it", async () => {
  const surface = await surfaceOf(samplePlan());
  commit(surface);
  writeFileSync(join(folder, "surface.json"), JSON.stringify({ ...surface, version: 99 }));
  const report = createReport();
  reportStaleLock(surface, { lockFolder: folder, refreshCommand: "jackfield generate" }, report);
  expect(report.diagnostics.map(({ message, fix }) => [message, fix])).toEqual([
    [
      `surface.json is out of date: it has form 99, not ${surface.version}.`,
      "A newer version of Jackfield wrote it: install that version.",
    ],
  ]);
});
