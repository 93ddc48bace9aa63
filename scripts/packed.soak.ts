import { execFile } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/**
 * What a stranger does, with nothing but the packages as npm would have them: install, init, generate, build, run. Needs
 * the npm registry for the dependencies.
 */
const root = fileURLToPath(new URL("../", import.meta.url));
const home = mkdtempSync(join(tmpdir(), "jackfield-packed-"));
// A folder of packages takes a while to go.
afterAll(() => rmSync(home, { recursive: true, force: true }), 120_000);

const exec = promisify(execFile);
const run = async (command: string, args: readonly string[], cwd: string): Promise<string> => {
  const { stdout } = await exec(command, [...args], { cwd, maxBuffer: 1e8, timeout: 300_000 });
  return stdout;
};
const npx = (words: string, cwd: string): Promise<string> => run("npx", ["-y", ...words.split(" ")], cwd);

const folders = ["generator", ...readdirSync(join(root, "packages")).map((name) => `packages/${name}`)];
const tarballs = join(home, "tarballs");
const project = join(home, "project");
const packed = (): readonly string[] => readdirSync(tarballs).map((name) => join(tarballs, name));

beforeAll(async () => {
  mkdirSync(tarballs);
  mkdirSync(project);
  for (const folder of folders) await npx(`pnpm@12 pack --pack-destination ${tarballs}`, join(root, folder));
  await run("npm", ["init", "-y"], project);
  const needed = packed().filter((path) => !/bandwidth|connect/.test(basename(path)));
  await run("npm", ["install", "--no-audit", "--no-fund", ...needed], project);
}, 600_000);

const corpus =
  process.env.JACKFIELD_CORPUS ?? join(root, "generator/node_modules/@readme/oas-examples/3.0/json");
const wanted = [
  "train-travel.json",
  "museum.yaml",
  "spotify.yml",
  "petstore.json",
  "star-trek.json",
  "uspto.json",
];
const specs = wanted.filter((name) => existsSync(join(corpus, name))).slice(0, 3);

const api = createServer((_, response) => {
  response.setHeader("content-type", "application/json").end('{"answer":42}');
});
beforeAll(() => new Promise<void>((resolve) => api.listen(0, "127.0.0.1", resolve)));
afterAll(() => new Promise((resolve) => api.close(resolve)));

type Listed = {
  readonly name: string;
  readonly inputSchema: { readonly required?: readonly string[] };
  readonly annotations?: { readonly readOnlyHint?: boolean };
};

describe.each(specs)("%s", (spec) => {
  const server = join(project, spec.replace(/\..*$/, ""));
  const built = join(home, `built-${basename(server)}`);

  test("init, generate, build, in a folder of the project", async () => {
    mkdirSync(server);
    copyFileSync(join(corpus, spec), join(server, spec));
    await npx(`jackfield init ${spec} --yes`, server);
    await npx("jackfield generate", server);
    await npx("jackfield build .", server);
    await run("node", ["--test", "test/server.test.mjs"], server);
  }, 200_000);

  test("what npm would get runs with nothing installed; the inspector lists and calls a tool", async () => {
    const [{ filename }] = JSON.parse(await run("npm", ["pack", "--json", "--ignore-scripts"], server));
    mkdirSync(built);
    await run("tar", ["xzf", join(server, filename), "-C", built, "--strip-components=1"], server);
    expect(existsSync(join(built, "node_modules"))).toBe(false);
    const { port } = api.address() as AddressInfo; // listens on a port
    const start = `node ${join(built, "dist/server.js")} --no-auth --mode all --base-url http://127.0.0.1:${port}`;
    const inspector = (words: string): Promise<string> =>
      npx(`@modelcontextprotocol/inspector@2.12.0 --cli ${start} --format json ${words}`, built);
    const listed = JSON.parse(await inspector("--method tools/list"));
    const tools: readonly Listed[] = (listed.tools ?? listed.result.tools) as readonly Listed[]; // MCP says so
    const tool = tools.find(
      ({ inputSchema, annotations }) => annotations?.readOnlyHint && !inputSchema.required?.length,
    );
    const called = await inspector(`--method tools/call --tool-name ${tool?.name} --tool-args-json {}`);
    expect(called).toContain("42");
  }, 300_000);

  test("no path of this machine is in the output", () => {
    for (const entry of readdirSync(server, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const text = readFileSync(join(entry.parentPath, entry.name), "latin1");
      expect(text.includes(root) || text.includes(home), entry.name).toBe(false);
      if (entry.name === "package.json") expect(text).not.toMatch(/workspace:|catalog:|file:/);
    }
  });
});

test("publint has nothing to say, and are-the-types-wrong neither", async () => {
  for (const path of packed()) {
    expect(await npx(`publint@0.3.25 run ${path} --strict`, home)).toContain("All good!");
    // The server has no modules to import, only a program.
    if (basename(path).startsWith("jackfield-bandwidth-0")) continue;
    // It fails when it finds something.
    await npx(`@arethetypeswrong/cli@0.18.5 ${path} --profile esm-only --quiet`, home);
  }
}, 600_000);

test("the Bandwidth package runs from its tarball alone", async () => {
  const folder = join(home, "bandwidth");
  mkdirSync(folder);
  await run("npm", ["init", "-y"], folder);
  const [tarball = ""] = packed().filter((path) => basename(path).startsWith("jackfield-bandwidth-0"));
  await run("npm", ["install", "--offline", tarball], folder);
  expect(readdirSync(join(folder, "node_modules")).filter((name) => !name.startsWith("."))).toEqual([
    "@jackfield",
  ]);
  expect(await run(join(folder, "node_modules/.bin/bandwidth-mcp"), ["--version"], folder)).toContain(
    "bandwidth-mcp",
  );
}, 100_000);
