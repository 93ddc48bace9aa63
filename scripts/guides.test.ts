import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { openCommandLines } from "../generator/test/command-lines.js";
import { tracked } from "./tracked-files.js";

/**
 * A block that begins with ```sh run is run as a reader would type it, from the first block of a page to the last, in one
 * folder. A block that names a file, such as ```yaml openapi.yaml, is that file.
 */
const root = fileURLToPath(new URL("../", import.meta.url));
const program = join(root, "generator/bin/jackfield.js");
const home = mkdtempSync(join(tmpdir(), "jackfield-guides-"));
const commandLines = openCommandLines();
afterAll(() => {
  commandLines.end();
  rmSync(home, { recursive: true, force: true });
});

// What the pages install.
mkdirSync(join(home, "node_modules"));
symlinkSync(join(root, "generator/node_modules/zod"), join(home, "node_modules/zod"));

const bin = join(home, "bin");
mkdirSync(bin);
for (const [name, path] of Object.entries({
  jackfield: program,
  "jackfield-connect": join(root, "packages/connect/bin/jackfield-connect.js"),
})) {
  writeFileSync(join(bin, name), `#!/bin/sh\nexec "${process.execPath}" "${path}" "$@"\n`);
  chmodSync(join(bin, name), 0o755);
}

const usual = `openapi: 3.1.0
info: { title: Pets, version: 1.0.0 }
servers: [{ url: https://api.pets.example/v1 }]
security: [{ key: [] }]
paths:
  /pets: { get: { operationId: listPets, summary: List pets, responses: { 200: { description: Pets } } } }
components: { securitySchemes: { key: { type: apiKey, in: header, name: X-Key } } }
`;

type Block =
  | { readonly kind: "run"; readonly lines: readonly string[] }
  | { readonly kind: "file"; readonly path: string; readonly text: string };

const blocksOf = (guide: string): readonly Block[] =>
  [...readFileSync(join(root, guide), "utf8").matchAll(/^```(\w+) (\S+)\n([\s\S]*?)^```$/gm)].map(
    ([, , word = "", text = ""]): Block =>
      word === "run"
        ? {
            kind: "run",
            lines: text
              .replaceAll("\\\n", " ")
              .split("\n")
              .map(commandIn)
              .filter((line) => line !== ""),
          }
        : { kind: "file", path: word, text },
  );

/** A line without its comment, in the words of this machine. */
const commandIn = (line: string): string =>
  line
    .replace(/\s+# .*$/, "")
    .replaceAll("node generator/bin/jackfield.js", "jackfield")
    .replaceAll("/absolute/path/to/openapi.yaml", "openapi.yaml")
    .trim();

/** A server on HTTP takes a free port here, and is ended once it serves. */
const overHttp = (line: string): boolean => /--transport (?:http|sse)\b/.test(line);

type Place = { readonly cwd: string; readonly exported: Readonly<Record<string, string>> };

const shell = (
  line: string,
  { cwd, exported }: Place,
): Promise<{ readonly code: number | null; readonly err: string }> =>
  new Promise((resolve) => {
    const whole = overHttp(line) ? `exec ${line} --port 0` : line;
    const child = spawn("bash", ["-c", whole], {
      cwd,
      env: {
        ...process.env,
        ...exported,
        PATH: `${bin}:${process.env.PATH}`,
        JACKFIELD_CONNECT_HOME: join(home, "connect"),
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let err = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk) => {
        err += String(chunk);
        // Once: a second signal ends a server before it has shut down.
        if (overHttp(line) && !child.killed && err.includes('"serving MCP over HTTP"')) child.kill();
      });
    child.once("close", (code) => resolve({ code, err }));
  });

/** Commands of Jackfield share a process; those that serve, and those of the shell, have their own. */
const isOurs = (line: string): boolean => /^jackfield (?!serve\b)[\w ./:@=*-]*$/.test(line);

const guides = tracked.filter((path) => /^(?:README|docs\/[\w-]+|packages\/\w+\/README)\.md$/.test(path));
const runnable = guides.filter((guide) => blocksOf(guide).some(({ kind }) => kind === "run"));

test("there are guides with blocks to run", () => {
  expect(runnable).toEqual(
    expect.arrayContaining([
      "README.md",
      ...[
        "clients",
        "connect",
        "patches",
        "publishing",
        "review",
        "search",
        "serving",
        "tools",
        "tutorial",
        "webhooks",
      ].map((name) => `docs/${name}.md`),
    ]),
  );
});

test.each(runnable)(
  "%s: every block that is marked runs",
  async (guide) => {
    let folder = join(home, guide.replaceAll("/", "-"));
    const exported: Record<string, string> = {};
    mkdirSync(folder);
    writeFileSync(join(folder, "openapi.yaml"), usual);
    for (const block of blocksOf(guide)) {
      if (block.kind === "file") {
        mkdirSync(join(folder, dirname(block.path)), { recursive: true });
        writeFileSync(join(folder, block.path), block.text);
        continue;
      }
      for (const line of block.lines) {
        const [, target] = /^cd (\S+)$/.exec(line) ?? [];
        if (target !== undefined) {
          folder = join(folder, target);
          continue;
        }
        const [, variable, value = ""] = /^export (\w+)=(\S+)$/.exec(line) ?? [];
        if (variable !== undefined) {
          exported[variable] = value;
          continue;
        }
        const ran = isOurs(line)
          ? await commandLines.run(line.split(" ").slice(1), folder)
          : await shell(line, { cwd: folder, exported });
        expect(ran.code, `${line}\n${ran.err}`).toBe(0);
      }
    }
  },
  120_000,
);
