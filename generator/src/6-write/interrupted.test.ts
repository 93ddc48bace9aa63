import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createReport } from "../report/index.js";
import { unlikeLastRun, write } from "./index.js";

const folder = mkdtempSync(join(tmpdir(), "jackfield-interrupted-"));
const output = join(folder, "out");
const program = join(folder, "run.mjs");
const count = 200;

const filesOf = (version: string) =>
  Array.from({ length: count }, (_, index) => ({
    path: `tools/${version === "b" ? index + count / 2 : index}.md`,
    text: `${version} ${index}\n`.repeat(200),
  }));

/** A process of its own that writes the files of a version, told on the command line. */
beforeAll(async () => {
  const home = fileURLToPath(new URL("..", import.meta.url));
  await build({
    stdin: {
      contents: `
        import { createReport } from "./report/index.js";
        import { write } from "./6-write/index.js";
        const files = JSON.parse(process.argv[2]).map(([path, text]) => ({ path, text: text.repeat(200) }));
        const report = createReport();
        process.stdout.write("begun\\n");
        const { written } = await write(files, ${JSON.stringify(output)}, report);
        process.stdout.write(JSON.stringify([written.length, report.diagnostics.map(({ code }) => code)]));
      `,
      resolveDir: home,
    },
    outfile: program,
    bundle: true,
    packages: "external",
    // The program runs from another folder, which has no packages.
    alias: {
      "@jackfield/contract": fileURLToPath(
        new URL("../../../packages/contract/src/index.ts", import.meta.url),
      ),
    },
    platform: "node",
    format: "esm",
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

const start = (version: string): ChildProcess => {
  const files = filesOf(version).map(({ path, text }) => [path, text.slice(0, text.indexOf("\n") + 1)]);
  return spawn(process.execPath, [program, JSON.stringify(files)], { stdio: ["ignore", "pipe", "inherit"] });
};

const ended = (child: ChildProcess): Promise<string> =>
  new Promise((resolve) => {
    let text = "";
    child.stdout?.on("data", (chunk) => {
      text += chunk;
    });
    child.on("close", () => resolve(text));
  });

const begun = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => child.stdout?.once("data", () => resolve()));

const expectVersion = (version: string): void => {
  const texts = readdirSync(join(output, "tools")).sort();
  expect(texts).toEqual(
    filesOf(version)
      .map(({ path }) => path.slice("tools/".length))
      .sort(),
  );
  for (const { path, text } of filesOf(version)) expect(readFileSync(join(output, path), "utf8")).toBe(text);
  expect(readdirSync(output).sort()).toEqual([".jackfield.json", "tools"]);
};

test("after a kill at any moment every file is whole, and the next run completes the work", async () => {
  await write(filesOf("a"), output, createReport());
  for (let round = 0; round < 12; round++) {
    const version = round % 2 === 0 ? "b" : "a";
    const child = start(version);
    const end = ended(child);
    await begun(child);
    await new Promise((resolve) => setTimeout(resolve, round * 3));
    const signal = round % 3 === 0 ? "SIGTERM" : "SIGKILL";
    child.kill(signal);
    await end;
    if (signal === "SIGTERM") expect(unlikeLastRun(output)).toEqual([]);
    const whole = new Set([...filesOf("a"), ...filesOf("b")].map(({ path, text }) => `${path} ${text}`));
    for (const name of readdirSync(join(output, "tools"))) {
      expect(whole.has(`tools/${name} ${readFileSync(join(output, "tools", name), "utf8")}`)).toBe(true);
    }
    const report = createReport();
    await write(filesOf(version), output, report);
    expect(report.diagnostics).toEqual([]);
    expectVersion(version);
  }
});

test("of two runs at once each does all or says that it was locked out", async () => {
  rmSync(output, { recursive: true });
  const ends = await Promise.all([ended(start("a")), ended(start("a"))]);
  const results = ends.map((text) => text.slice("begun\n".length));
  for (const result of results) expect(result).toMatch(/^\[(200|0),\[\]\]$|^\[0,\["write\/locked"\]\]$/);
  expect(results).toContain("[200,[]]");
  expectVersion("a");
});

test("a file that somebody puts there meanwhile is not ours to delete", async () => {
  await write(filesOf("a"), output, createReport());
  writeFileSync(join(output, "tools", "notes.md"), "mine");
  await write([], output, createReport());
  expect(readdirSync(join(output, "tools"))).toEqual(["notes.md"]);
});
