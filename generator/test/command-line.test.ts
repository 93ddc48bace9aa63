import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { openCommandLines, type Ran } from "./command-lines.js";

/** What a person gets who types something wrong: one line, a fix, the right exit code, whatever the command. */
const bin = fileURLToPath(new URL("../bin/jackfield.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "jackfield-typed-"));
afterAll(() => {
  commandLines.end();
  rmSync(folder, { recursive: true });
});

const get = { get: { operationId: "getPets", responses: { 200: { description: "ok" } } } };
const spec = { openapi: "3.1.0", info: { title: "Pets", version: "1" }, paths: { "/pets": get } };
writeFileSync(join(folder, "pets.json"), JSON.stringify(spec));
writeFileSync(join(folder, "tools.json"), JSON.stringify({ tools: [] }));

const commandLines = openCommandLines();
const typed = (args: readonly string[]): Promise<Ran> => commandLines.run(args, folder);

/** Runs a line in a process of its own, with `input`; with `readsOnly`, its reader goes away at the first bytes, as `head` does. */
const piped = (
  args: readonly string[],
  { input = "", readsOnly = false }: { readonly input?: string; readonly readsOnly?: boolean },
): Promise<Ran> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [bin, ...args], { cwd: folder });
    let [out, err] = ["", ""];
    child.stdout.on("data", (chunk) => {
      out += chunk;
      if (readsOnly) child.stdout.destroy();
    });
    child.stderr.on("data", (chunk) => {
      err += chunk;
    });
    child.on("close", (code) => resolve({ code: code ?? -1, out, err }));
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
  });

test.each([
  [[], "tenants takes list, add, remove or rotate."],
  [["lst"], 'tenants takes list, add, remove or rotate, not "lst"'],
  [["lst", "--name", "pets"], 'tenants takes list, add, remove or rotate, not "lst"'],
])("jackfield tenants %j says what there is to do", async (words, said) => {
  const { code, out, err } = await typed(["tenants", ...words]);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain(said);
  expect(err.trim().split("\n")).toHaveLength(1);
});

test("jackfield tenants speaks in its own name", async () => {
  const { code, out, err } = await typed(["tenants", "list", "--name", "pets"]);
  expect([code, out]).toEqual([2, ""]);
  expect(err).toBe(
    "jackfield: tenants list needs --tenants <file|redis>, where they are kept. See jackfield tenants --help.\n",
  );
});

test.each([
  ["diff --bogus", 'Unknown option "--bogus".', "jackfield diff --help"],
  ["patch nwe", 'Unknown command "nwe"; did you mean new?', "jackfield patch --help"],
  ["patch explain", 'Missing required argument "place".', "jackfield patch explain --help"],
  ["lint pets.json --list tools.json", "--list is in place of a spec", "jackfield lint --help"],
  [
    "lint --list tools.json --mode all",
    'cannot be used with option "--mode <mode>"',
    "jackfield lint --help",
  ],
  ["diff - -", "Only one side can be standard input.", "jackfield diff --help"],
  ["serve -", "serve cannot read the spec from standard input", "jackfield serve --help"],
  ["serve - --mode all", "serve cannot read the spec from standard input", "jackfield serve --help"],
  ["serve pets.json --mode some", "--mode must be one of", "jackfield serve --help"],
  ["serve --mode search", 'Missing required argument "spec".', "jackfield serve --help"],
  ["serve --mode search pets.json pets.yaml", "Unexpected argument 'pets.yaml'", "jackfield serve --help"],
])("%s", async (line, problem, help) => {
  const words = line.split(" ");
  const { code, out, err } = await typed(words);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain(problem);
  expect(err).toContain(`fix: See \`${help}\`.`);
  const json = await typed(["--json", ...words]);
  expect(json).toMatchObject({ code: 2, err: "" });
  expect(JSON.parse(json.out)).toMatchObject({ ok: false, diagnostics: [{ code: "config/usage" }] });
});

test("without a command: help for people, one object for programs", async () => {
  const people = await typed([]);
  expect(people).toMatchObject({ code: 2, out: "", err: expect.stringContaining("Examples:") });
  const { code, out, err } = await typed(["--json"]);
  expect({ code, err }).toEqual({ code: 2, err: "" });
  expect(JSON.parse(out)).toMatchObject({ ok: false, diagnostics: [{ message: "A command is missing." }] });
});

test.each([
  ["inspect", 3],
  ["serve", 3],
  ["lint", 3],
  ["diff", 3],
  ["report", 3],
] as const)("%s --json says that it failed", async (command, expected) => {
  const { code, out } = await typed([command, "missing.json", "--json"]);
  expect(code).toBe(expected);
  expect(JSON.parse(out)).toMatchObject({ ok: false, diagnostics: [{ code: "load/not-found" }] });
});

test("serve takes its flags before the spec, and keeps standard output for MCP", async () => {
  for (const words of [
    ["serve", "--mode", "search", "pets.json", "--json"],
    ["serve", "--json", "--no-auth", "--mode=all", "pets.json"],
  ]) {
    const { code, out, err } = await piped(words, {});
    expect({ code, out }).toEqual({ code: 0, out: "" });
    expect(JSON.parse(err.split("\n")[0] ?? "")).toMatchObject({ ok: true });
  }
});

test.each([
  [["lint", ""]],
  [["diff", "", "pets.json"]],
  [["report", "pets.json", "--out", ""]],
  [["patch", "new", "", "--spec", "pets.json"]],
  [["check", "--config", ""]],
])("an empty word is refused: %j", async (args) => {
  expect(await typed(args)).toMatchObject({ code: 2, err: expect.stringContaining("It is empty.") });
});

test.each([
  ["check", "There is no config in this folder."],
  ["check --config nope.ts", "This config does not exist."],
  ["pull --config .", "it is a folder"],
  ["report --overlay fix.yaml", "--overlay works only with a spec"],
  ["inspect --name pets", "--name works only with a spec"],
])("%s says what is missing", async (line, problem) => {
  expect(await typed(line.split(" "))).toMatchObject({ code: 2, err: expect.stringContaining(problem) });
});

test("a reader that has enough is no fault", async () => {
  const ran = await piped(["report", "pets.json", "--out", "-"], { readsOnly: true });
  expect(ran).toMatchObject({ code: 0, err: "" });
});

test("lint reads a list from standard input", async () => {
  const input = JSON.stringify({ tools: [{ name: "a b", inputSchema: { type: "object", properties: {} } }] });
  const ran = await piped(["lint", "--list", "-"], { input });
  expect(ran).toMatchObject({ code: 1, err: expect.stringContaining("stdin:1:") });
});

test("patch new prints the overlay where it is asked to", async () => {
  const ran = await typed(["patch", "new", "/info/title", "--spec", "pets.json", "--out", "-"]);
  expect(ran).toMatchObject({ code: 0, out: expect.stringContaining("- target: $.info.title") });
});

test("every command says where it is used, its exit codes and the flags of all", async () => {
  const commands = ["generate", "check", "diff", "lint", "pull", "inspect", "report", "serve", "build"];
  for (const words of [...commands.map((name) => [name]), ["patch", "new"], ["patch", "explain"]]) {
    const { code, out } = await typed([...words, "--help"]);
    expect(code).toBe(0);
    for (const part of ["Examples:", "Exit codes: 0 fine", "--json", "--config <file>"])
      expect(out).toContain(part);
  }
});
