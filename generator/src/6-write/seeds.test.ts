import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createReport } from "../report/index.js";
import { changedSeeds, editedText, type Planted, planSeeds, plantSeeds } from "./index.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "jackfield-seeds-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const plant = (files: Readonly<Record<string, string>>): Planted => {
  const report = createReport();
  const list = Object.entries(files).map(([path, text]) => ({ path, text }));
  const planted = plantSeeds(planSeeds(list, folder), folder, report);
  expect(report.diagnostics).toEqual([]);
  return planted;
};
const text = (path: string): string => readFileSync(join(folder, path), "utf8");
const put = (path: string, content: string): void => writeFileSync(join(folder, path), content);

test("a file that nobody touched follows the server", () => {
  expect(plant({ LICENSE: "one", "src/main.ts": "1" }).written).toEqual(["LICENSE", "src/main.ts"]);
  expect(plant({ LICENSE: "one", "src/main.ts": "2" })).toEqual({
    written: ["src/main.ts"],
    kept: ["LICENSE"],
    left: [],
  });
  expect(text("src/main.ts")).toBe("2");
});

test("an edited file stays, also when the list of the last run is all that a clone has", () => {
  plant({ Dockerfile: "FROM a" });
  put("Dockerfile", "FROM mine");
  expect(editedText(folder, "Dockerfile")).toBe("FROM mine");
  expect(plant({ Dockerfile: "FROM b" }).left).toEqual(["Dockerfile"]);
  expect(text("Dockerfile")).toBe("FROM mine");
});

test("a deleted file stays away", () => {
  plant({ Dockerfile: "FROM a", LICENSE: "one" });
  rmSync(join(folder, "Dockerfile"));
  expect(plant({ Dockerfile: "FROM a", LICENSE: "one" })).toEqual({
    written: [],
    kept: ["LICENSE"],
    left: ["Dockerfile"],
  });
});

test("what was there before the first run is its owner's, and so is a link", () => {
  put("package.json", "{}");
  put("elsewhere", "theirs");
  symlinkSync(join(folder, "elsewhere"), join(folder, "README.md"));
  expect(plant({ "package.json": '{"name":"a"}', "README.md": "ours" })).toEqual({
    written: [],
    kept: [],
    left: ["package.json", "README.md"],
  });
  expect(text("package.json") + text("elsewhere")).toBe("{}theirs");
});

test("a list that was spoiled makes every file its owner's", () => {
  plant({ LICENSE: "one" });
  put(".jackfield.seeds.json", "{");
  expect(plant({ LICENSE: "two" }).left).toEqual(["LICENSE"]);
});

test("marked parts of an edited page follow, and nothing else of it", () => {
  const page = (intro: string, rows: string): string =>
    `${intro}\n<!-- jackfield:tools -->\n${rows}\n<!-- /jackfield:tools -->\nend\n`;
  plant({ "README.md": page("Ours", "| a |") });
  put("README.md", page("Mine, $& and $1", "| a |"));
  expect(plant({ "README.md": page("Ours too", "| a |\n| $& |") }).written).toEqual(["README.md"]);
  expect(text("README.md")).toBe(page("Mine, $& and $1", "| a |\n| $& |"));
  put("README.md", "No marks.");
  expect(plant({ "README.md": page("Ours", "| c |") }).left).toEqual(["README.md"]);
});

test("version and tools of an edited bundle manifest follow", () => {
  const manifest = (icon: string | undefined, tools: readonly string[]): string =>
    `${JSON.stringify({ name: "a", version: "1", tools, icon }, null, 2)}\n`;
  plant({ "manifest.json": manifest(undefined, []) });
  put("manifest.json", manifest("icon.png", []));
  plant({ "manifest.json": manifest(undefined, ["b"]) });
  expect(text("manifest.json")).toBe(manifest("icon.png", ["b"]));
});

test("a plan says what it would change, and changes nothing", () => {
  plant({ LICENSE: "one" });
  expect(changedSeeds(planSeeds([{ path: "LICENSE", text: "two" }], folder))).toEqual(["LICENSE"]);
  expect(text("LICENSE")).toBe("one");
});
