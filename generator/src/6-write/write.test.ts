import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { OutputFile } from "../5-emit/types.js";
import { sha256 } from "../document/hash.js";
import { createReport } from "../report/index.js";
import { type WriteOptions, type Written, write, writeLock } from "./index.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "jackfield-write-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const file = (path: string, text = `${path}\n`): OutputFile => ({ path, text });
const three = [file("readme.md"), file("tools/a.ts", "export const a = 1;\n"), file("tools/deep/b.md")];

const run = async (
  files: readonly OutputFile[],
  options?: WriteOptions,
): Promise<Written & { readonly codes: readonly string[] }> => {
  const report = createReport();
  const written = await write(files, folder, report, options);
  return { ...written, codes: report.diagnostics.map(({ code }) => code) };
};

const onDisk = (): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

const at = (path: string): string => join(folder, path);

describe("write", () => {
  test("puts every file in its place, and a list of them", async () => {
    expect(await run(three)).toEqual({
      written: ["readme.md", "tools/a.ts", "tools/deep/b.md"],
      kept: [],
      deleted: [],
      codes: [],
    });
    expect(onDisk()).toEqual([".jackfield.json", "readme.md", "tools/a.ts", "tools/deep/b.md"]);
    expect(readFileSync(at("tools/a.ts"), "utf8")).toBe("export const a = 1;\n");
  });

  test("a second run touches nothing", async () => {
    await run(three);
    const before = onDisk().map((path) => statSync(at(path)).mtimeMs);
    expect(await run(three)).toMatchObject({ written: [], kept: three.map(({ path }) => path), deleted: [] });
    expect(onDisk().map((path) => statSync(at(path)).mtimeMs)).toEqual(before);
  });

  test("deletes what it made and no longer makes, with the folders that become empty, and nothing else", async () => {
    await run(three);
    writeFileSync(at("tools/mine.ts"), "mine");
    expect(await run([file("readme.md")])).toMatchObject({ deleted: ["tools/a.ts", "tools/deep/b.md"] });
    expect(onDisk()).toEqual([".jackfield.json", "readme.md", "tools/mine.ts"]);
    expect(existsSync(at("tools/deep"))).toBe(false);
  });

  test("brings back a missing file", async () => {
    await run(three);
    rmSync(at("tools/a.ts"));
    expect((await run(three)).written).toEqual(["tools/a.ts"]);
  });

  test("replaces and deletes what a run that was killed half-way left, old or new", async () => {
    await run([file("a.md", "old"), file("b.md", "old"), file("c.md", "old")]);
    const hashes = (text: string) => [sha256("old"), sha256(text)];
    const files = { "a.md": hashes("new"), "b.md": hashes("new"), "c.md": sha256("old") };
    writeFileSync(at(".jackfield.json"), JSON.stringify({ files }));
    writeFileSync(at("a.md"), "new");
    expect(await run([file("a.md", "newer"), file("b.md", "newer")])).toMatchObject({
      written: ["a.md", "b.md"],
      deleted: ["c.md"],
      codes: [],
    });
  });

  test("a lost list costs nothing as long as the texts agree", async () => {
    await run(three);
    rmSync(at(".jackfield.json"));
    expect(await run(three)).toMatchObject({ written: [], codes: [] });
    expect((await run([])).deleted).toHaveLength(3);
  });
});

describe("writes nothing", () => {
  const unchanged = async (files: readonly OutputFile[], code: string): Promise<void> => {
    const before = onDisk();
    expect(await run(files)).toEqual({ written: [], kept: [], deleted: [], codes: [code] });
    expect(onDisk()).toEqual(before);
  };

  test("when a file does not parse", () =>
    unchanged([...three, file("tools/bad.ts", "export const = 1;")], "write/not-parsable"));

  test.each(["../a.md", "/a.md", "a/../../b.md", "a\\b.md", ""])("when a path leads out: %j", (path) =>
    unchanged([...three, file(path)], "write/unsafe-path"),
  );

  test("when somebody else's file is in the way", async () => {
    writeFileSync(at("readme.md"), "mine");
    await unchanged(three, "write/foreign-file");
    expect(readFileSync(at("readme.md"), "utf8")).toBe("mine");
  });

  test("when somebody changed a file that would be replaced", async () => {
    await run(three);
    writeFileSync(at("readme.md"), "mine");
    await unchanged([file("readme.md", "new")], "write/edited-file");
    expect(readFileSync(at("readme.md"), "utf8")).toBe("mine");
  });

  test("when somebody changed a file that would be deleted, or put another one in its place", async () => {
    await run(three);
    writeFileSync(at("tools/a.ts"), "mine");
    await unchanged([file("readme.md"), file("tools/deep/b.md")], "write/edited-file");
    expect(readFileSync(at("tools/a.ts"), "utf8")).toBe("mine");
  });

  test("when a list that somebody else wrote names foreign files", async () => {
    mkdirSync(at(".git"));
    mkdirSync(at("notes"));
    writeFileSync(at(".git/config"), "mine");
    writeFileSync(at("notes/mine.txt"), "mine");
    const files = { ".git/config": sha256("mine"), "notes/mine.txt": sha256("other") };
    writeFileSync(at(".jackfield.json"), JSON.stringify({ files }));
    await unchanged(three, "write/edited-file");
  });

  test.each(["readme.md", "tools/a.ts", ".jackfield.json", ".jackfield.lock"])(
    "when a pipe is in the place of %s",
    async (path) => {
      mkdirSync(at("tools"));
      execFileSync("mkfifo", [at(path)]);
      await unchanged(three, "write/foreign-file");
    },
  );

  test.each(["/nonexistent/x", "readme.md"])("when the lock is a link to %s", async (target) => {
    symlinkSync(target, at(".jackfield.lock"));
    await unchanged(three, "write/foreign-file");
  });

  test("when the folder leads out of the repository", async () => {
    const outside = mkdtempSync(join(tmpdir(), "jackfield-outside-"));
    symlinkSync(outside, at("out"));
    for (const path of ["out", "out/deeper", "../elsewhere"]) {
      const report = createReport();
      await write(three, join(folder, path), report, { within: folder });
      expect(report.diagnostics.map(({ message }) => message)).toEqual([
        "Cannot write to this folder: it is outside the repository.",
      ]);
    }
    expect(readdirSync(outside)).toEqual([]);
    rmSync(outside, { recursive: true });
  });

  test.each([".git", ".git/hooks"])("when the folder is %s", async (path) => {
    mkdirSync(at(path), { recursive: true });
    const report = createReport();
    await write(three, at(path), report);
    expect(report.diagnostics.map(({ code }) => code)).toEqual(["write/folder-refused"]);
    expect(readdirSync(at(path))).toEqual([]);
  });

  test("when a folder on the way is a symbolic link", async () => {
    const outside = mkdtempSync(join(tmpdir(), "jackfield-outside-"));
    symlinkSync(outside, at("tools"));
    await unchanged(three, "write/symbolic-link");
    expect(readdirSync(outside)).toEqual([]);
    rmSync(outside, { recursive: true });
  });

  test("when a file is a symbolic link", async () => {
    symlinkSync("/dev/null", at("readme.md"));
    await unchanged(three, "write/symbolic-link");
  });

  test("when a link came in the place of something to delete", async () => {
    await run(three);
    rmSync(at("tools"), { recursive: true });
    const outside = mkdtempSync(join(tmpdir(), "jackfield-outside-"));
    symlinkSync(outside, at("tools"));
    await unchanged([file("readme.md")], "write/symbolic-link");
    rmSync(outside, { recursive: true });
  });

  test("when another run holds the folder", async () => {
    writeFileSync(at(".jackfield.lock"), `${process.pid} ${hostname()} other`);
    await unchanged(three, "write/locked");
  });

  test("when a folder stands where a file should", async () => {
    mkdirSync(at("readme.md"));
    await unchanged(three, "write/foreign-file");
  });

  test("when the file system refuses: a file stands where a folder should", async () => {
    writeFileSync(at("tools"), "mine");
    await unchanged(three, "write/failed");
    expect(readFileSync(at("tools"), "utf8")).toBe("mine");
  });

  test("when it refuses half-way: what was moved is moved back", async () => {
    await run([file("0.md", "old")]);
    await unchanged([file("0.md", "new"), file("1.md"), file("a"), file("a/b")], "write/failed");
    expect(readFileSync(at("0.md"), "utf8")).toBe("old");
    expect((await run([file("0.md", "new")])).written).toEqual(["0.md"]);
  });
});

describe("writeLock", () => {
  const locks = [file("surface.json"), file("surface.md")];
  const lock = () => {
    const report = createReport();
    const written = writeLock(locks, folder, report);
    return { ...written, messages: report.diagnostics.map(({ message }) => message) };
  };

  test("writes what differs and leaves its neighbours alone", () => {
    writeFileSync(at("package.json"), "{}");
    expect(lock()).toEqual({
      written: ["surface.json", "surface.md"],
      kept: [],
      deleted: [],
      messages: [],
    });
    expect(lock()).toMatchObject({ written: [], kept: ["surface.json", "surface.md"] });
    expect(onDisk()).toEqual(["package.json", "surface.json", "surface.md"]);
  });
});
