import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";

const root = new URL("../src/", import.meta.url).pathname;
const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter(
  (path) => path.endsWith(".ts") && !path.endsWith(".test.ts"),
);

/** Every import as `[importing file, imported path]`, the latter relative to `src` where it is ours. */
const imports = files.flatMap((file) =>
  [...readFileSync(join(root, file), "utf8").matchAll(/(?:from|import)\s*\(?"([^"]+)"/g)].map(
    ([, target = ""]) => ({
      file,
      target: target.startsWith(".") ? normalize(join(dirname(file), target)) : target,
      ours: target.startsWith("."),
    }),
  ),
);

const partOf = (path: string): string => (path.includes("/") ? (path.split("/")[0] ?? "") : "");
/** Rooms below the stages: what any of them may import. */
const below = new Set(["compiler", "document", "report", "config"]);
const stageOf = (path: string): number => Number(/^(\d)-/.exec(path)?.[1] ?? Number.NaN);
const show = ({ file, target }: { file: string; target: string }): string => `${file} -> ${target}`;

test("there are stages to look at", () => {
  expect([...new Set(files.map(stageOf).filter((stage) => !Number.isNaN(stage)))].sort()).toEqual([
    1, 2, 3, 4, 5, 6,
  ]);
  expect(imports.length).toBeGreaterThan(100);
});

test("a stage imports only earlier stages, and only through their index or types", () => {
  const broken = imports.filter(({ file, target, ours }) => {
    if (!ours || partOf(file) === partOf(target)) return false;
    const later = stageOf(target) > stageOf(file);
    const deep = stageOf(target) < stageOf(file) && !/^\d-\w+\/(index|types)\.js$/.test(target);
    return later || deep;
  });
  expect(broken.map(show)).toEqual([]);
});

test("comparing surfaces knows what a surface is, not how one is made or read", () => {
  const broken = imports.filter(
    ({ file, target, ours }) =>
      partOf(file) === "diff" &&
      !target.startsWith("@jackfield/contract") &&
      !(ours && /^(diff\/|document\/|(surface|report|5-emit)\/index\.js$)/.test(target)),
  );
  expect(broken.map(show)).toEqual([]);
});

test("stages know nothing of the command line, the pipeline and the rooms next to them", () => {
  const outside = new Set([
    "cli",
    "build",
    "diff",
    "lint",
    "surface",
    "plugins",
    "report-page",
    "sources",
    "validate",
    "",
  ]);
  const broken = imports.filter(
    ({ file, target, ours }) => ours && !Number.isNaN(stageOf(file)) && outside.has(partOf(target)),
  );
  expect(broken.map(show)).toEqual([]);
});

test("document, report and config import nothing above them", () => {
  const broken = imports.filter(
    ({ file, target, ours }) => ours && below.has(partOf(file)) && !below.has(partOf(target)),
  );
  expect(broken.map(show)).toEqual([]);
});

test("of our packages the pipeline takes the contract alone; the command line joins it with serving", () => {
  const broken = imports.filter(
    ({ file, target }) =>
      target.startsWith("@jackfield/") &&
      !target.startsWith("@jackfield/contract") &&
      !["cli", "report-page"].includes(partOf(file)),
  );
  expect(broken.map(show)).toEqual([]);
});

test("only read and disk touch files, only fetch the network", () => {
  const doors: Readonly<Record<string, RegExp>> = {
    "node:fs":
      /^(1-load\/(bytes|read)|6-write\/(disk|lock)|config\/(load|paths)|build\/|cli\/|5-emit\/templates)/,
    "node:fs/promises": /^(1-load\/(bytes|read)|6-write\/(disk|lock)|config\/load|build\/|cli\/)/,
    undici: /^1-load\/fetch/,
    // Only the names of the status codes.
    "node:http": /^2-patch\/repairs\/responses/,
    "node:https": /^$/,
    "node:child_process": /^cli\/git/,
  };
  const broken = imports.filter(({ file, target }) => doors[target] && !doors[target]?.test(file));
  expect(broken.map(show)).toEqual([]);
});
