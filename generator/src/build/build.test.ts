import { spawn } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sampleApi, samplePlan } from "../../test/sample-plan.js";
import { emit, packageFiles } from "../5-emit/index.js";
import { planSeeds, plantSeeds, write } from "../6-write/index.js";
import { createReport } from "../report/index.js";
import { build } from "./index.js";

const folder = mkdtempSync(join(tmpdir(), "jackfield-build-"));
afterAll(() => rmSync(folder, { recursive: true }));

const generate = async (name: string): Promise<string> => {
  const report = createReport();
  const files = await emit(samplePlan(), [sampleApi()], report);
  await write(files, join(folder, name), report);
  const layout = { main: "server.ts", generated: "", regenerate: false } as const;
  plantSeeds(planSeeds(packageFiles(samplePlan(), layout), join(folder, name)), join(folder, name), report);
  expect(report.diagnostics).toEqual([]);
  return join(folder, name);
};

const built = async (path: string) => {
  const report = createReport();
  const result = await build(path, report);
  expect(report.diagnostics).toEqual([]);
  return result;
};

type Reply = { readonly id?: number; readonly result?: Readonly<Record<string, unknown>> };

/** Says the messages to a server process one after the other, each after the reply to the one before. */
const converse = async (
  entry: string,
  args: readonly string[],
  messages: readonly object[],
): Promise<readonly Reply[]> => {
  const child = spawn(process.execPath, [entry, ...args], { cwd: "/", env: { PATH: "" } });
  const replies: Reply[] = [];
  let left = "";
  let waiting: (() => void) | undefined;
  child.stdout.on("data", (chunk) => {
    left += chunk;
    for (let end = left.indexOf("\n"); end >= 0; end = left.indexOf("\n")) {
      replies.push(JSON.parse(left.slice(0, end)));
      left = left.slice(end + 1);
      waiting?.();
    }
  });
  const gone = new Promise<never>((_, reject) => {
    child.on("exit", (code) => reject(new Error(`ended with ${code}`)));
  });
  gone.catch(() => {});
  for (const message of messages) {
    const answered = new Promise<void>((resolve) => {
      waiting = resolve;
    });
    child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
    if ("id" in message) await Promise.race([answered, gone]);
  }
  child.kill();
  return replies;
};

const hello = [
  {
    id: 1,
    method: "initialize",
    params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "test", version: "1" } },
  },
  { method: "notifications/initialized" },
];

describe("a folder of its own", () => {
  let source: string;
  const moved = join(folder, "moved");
  beforeAll(async () => {
    source = await generate("server");
    expect(await built(source)).toMatchObject({
      entry: join(source, "dist/server.js"),
      tools: 2,
      deleted: [],
    });
    cpSync(join(source, "dist"), moved, { recursive: true });
  });

  test("runs wherever dist/ is copied, with nothing installed", async () => {
    const api = createServer((request, response) => {
      response.setHeader("content-type", "application/json").end(JSON.stringify({ path: request.url }));
    });
    await new Promise<void>((resolve) => api.listen(0, "127.0.0.1", resolve));
    const { port } = api.address() as AddressInfo; // listens on a port
    const [, list, call] = await converse(
      join(moved, "server.js"),
      ["--no-auth", "--base-url", `http://127.0.0.1:${port}`],
      [
        ...hello,
        { id: 2, method: "tools/list", params: {} },
        { id: 3, method: "tools/call", params: { name: "getLetter", arguments: { letterId: "plain" } } },
      ],
    );
    api.close();
    expect(list?.result?.tools).toMatchObject([{ name: "getLetter" }, { name: "sendLetter" }]);
    expect(call?.result?.structuredContent).toEqual({ path: "/letters/plain" });
  });

  test("has the SQLite of Node 20 inside, with nothing that it looks for elsewhere", async () => {
    const chunk = readdirSync(join(moved, "chunks")).find((name) => name.startsWith("node-sqlite3-wasm-"));
    const { default: sqlite } = await import(pathToFileURL(join(moved, "chunks", chunk ?? "")).href);
    const database = new sqlite.Database(join(folder, "events.db"));
    expect(database.all("SELECT 1 + 1 AS two")).toEqual([{ two: 2 }]);
    database.close();
  });

  test("starts as the bin of a package", () => {
    expect(readFileSync(join(moved, "server.js"), "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  test("does not load the HTTP client and the validator at the start", () => {
    const seen = new Set<string>();
    const visit = (path: string): void => {
      if (seen.has(path)) return;
      seen.add(path);
      const text = readFileSync(join(moved, path), "utf8");
      for (const [, target = ""] of text.matchAll(/^(?:\} from|import) "\.\/(.+?)";$/gm)) {
        visit(path.startsWith("chunks/") ? `chunks/${target}` : target);
      }
    };
    visit("server.js");
    const text = [...seen].map((path) => readFileSync(join(moved, path), "utf8")).join("");
    expect(text).not.toMatch(/^\/\/ .*node_modules\/(?:undici|ajv|ajv-formats)\//m);
    const lazy = readdirSync(join(moved, "chunks")).filter((name) => !seen.has(`chunks/${name}`));
    const later = lazy.map((name) => readFileSync(join(moved, "chunks", name), "utf8")).join("");
    expect(later).toMatch(/^\/\/ .*node_modules\/undici\//m);
  });

  test("holds no path of the machine, and the licenses of what is inside", () => {
    const names = readdirSync(moved, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    for (const entry of names) {
      const text = readFileSync(join(entry.parentPath, entry.name), "utf8");
      expect(text.includes(folder) || text.includes(process.cwd()) || text.includes("../tmp/")).toBe(false);
    }
    const licenses = readFileSync(join(moved, "LICENSES.txt"), "utf8");
    expect(licenses).toMatch(/^undici \d+\.\d+\.\d+\n=+\n\nMIT License/m);
    expect(licenses).toMatch(/^@modelcontextprotocol\/server \d/m);
  });

  test("tool modules are data without imports", () => {
    const text = readFileSync(join(moved, "tools/get-letter.js"), "utf8");
    expect(text).not.toMatch(/import|satisfies|Checked/);
    expect(text).toContain('name: "getLetter"');
  });

  test("a second build writes nothing; the same server elsewhere gives the same bytes", async () => {
    expect(await built(source)).toMatchObject({ written: [], deleted: [] });
    const other = await generate("a/longer/way/to/server");
    await built(other);
    const read = (path: string) => readFileSync(join(path, "server.js"), "utf8");
    expect(read(join(other, "dist"))).toBe(read(moved));
  });

  test("a tool that is no longer generated leaves dist/ too", async () => {
    const files = await emit(samplePlan(), [sampleApi()], createReport());
    const report = createReport();
    await write(
      files.filter(({ path }) => path !== "tools/send-letter.ts"),
      source,
      report,
    );
    expect(report.diagnostics).toEqual([]);
    expect(await built(source)).toMatchObject({ deleted: ["tools/send-letter.js"], tools: 1 });
  });
});

describe("a package that holds a generated folder", () => {
  test("is found by src/main.ts; what the compiler left in dist/ may be replaced", async () => {
    const home = join(folder, "package");
    mkdirSync(join(home, "src"), { recursive: true });
    renameSync(await generate("embedded"), join(home, "src/generated"));
    const server = readFileSync(join(home, "src/generated/server.ts"), "utf8");
    rmSync(join(home, "src/generated/server.ts"));
    writeFileSync(
      join(home, "src/main.ts"),
      server.replace('"./definition.js"', '"./generated/definition.js"').replace('"./"', '"./generated/"'),
    );
    mkdirSync(join(home, "dist/generated/tools"), { recursive: true });
    writeFileSync(join(home, "dist/generated/tools/get-letter.js"), "compiled");
    writeFileSync(join(home, "dist/main.js"), "compiled");
    expect((await built(home))?.written).toContain("generated/tools/get-letter.js");
    expect(readFileSync(join(home, "dist/main.js"), "utf8")).toBe("compiled");
    const [, list] = await converse(
      join(home, "dist/server.js"),
      [],
      [...hello, { id: 2, method: "tools/list", params: {} }],
    );
    expect(list?.result?.tools).toHaveLength(2);
  });
});

describe("what cannot be built", () => {
  const problem = async (path: string): Promise<string | undefined> => {
    const report = createReport();
    expect(await build(path, report)).toBeUndefined();
    return report.diagnostics.map(({ code, message }) => `${code} ${message}`).join();
  };

  test("no server", async () => {
    expect(await problem(folder)).toMatch(/^build\/no-entry .*server\.ts nor src\/main\.ts/);
  });

  test("a start module that does not parse is named with its line", async () => {
    const broken = await generate("broken");
    writeFileSync(join(broken, "server.ts"), "const = 1;\n");
    expect(await problem(broken)).toMatch(/^build\/failed .*broken\/server\.ts:1 /);
  });

  test.each<[string, (folder: string) => void]>([
    ["a missing catalog", (place) => rmSync(join(place, "catalog.json"))],
    ["a changed tool", (place) => writeFileSync(join(place, "tools/send-letter.ts"), "export {};")],
    ["a run that is still moving files", (place) => mkdirSync(join(place, ".jackfield.new"))],
  ])("%s: the folder is mixed", async (name, spoil) => {
    const broken = await generate(name.replaceAll(" ", "-"));
    spoil(broken);
    expect(await problem(broken)).toMatch(/^build\/mixed /);
  });

  test("what an interrupted run left: files that may be old or new", async () => {
    const broken = await generate("half");
    const list = JSON.parse(readFileSync(join(broken, ".jackfield.json"), "utf8"));
    list.files["catalog.json"] = [list.files["catalog.json"], "0"];
    writeFileSync(join(broken, ".jackfield.json"), JSON.stringify(list));
    expect(await problem(broken)).toMatch(/^build\/mixed .*catalog\.json changed since the last run/);
  });
});
