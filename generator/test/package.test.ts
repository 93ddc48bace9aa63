import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { type PackageLayout, packageFiles } from "../src/5-emit/index.js";
import { openCommandLines } from "./command-lines.js";
import { samplePlan } from "./sample-plan.js";

/** The package around a generated server: what a vendor publishes. */
const commandLines = openCommandLines();
const folder = mkdtempSync(join(tmpdir(), "jackfield-package-"));
afterAll(() => {
  commandLines.end();
  rmSync(folder, { recursive: true });
});

const spec = `openapi: 3.1.0
info: { title: Pet Shop, version: 2.4.0 }
servers: [{ url: https://api.pets.example/v1 }]
security: [{ key: [] }]
paths:
  /pets: { get: { operationId: listPets, tags: [pets], summary: List pets, responses: { 200: { description: Pets } } } }
components: { securitySchemes: { key: { type: apiKey, in: header, name: X-Api-Key } } }
`;
const mcpb = join(dirname(createRequire(import.meta.url).resolve("@anthropic-ai/mcpb")), "cli/cli.js");
const schemaPath = fileURLToPath(new URL("registry/server.schema.json", import.meta.url));
const at = (path: string): string => join(folder, path);
const text = (path: string): string => readFileSync(at(path), "utf8");
const run = async (...args: readonly string[]) => {
  const ran = await commandLines.run(args, folder);
  expect(ran, ran.err).toMatchObject({ code: 0 });
  return ran;
};

beforeAll(async () => {
  writeFileSync(at("pets.yaml"), spec);
  await run("generate", "pets.yaml", "--out", "shop", "--name", "@acme/pets");
  await run("build", "shop");
});

test("the manifests say one thing, scope included", () => {
  const manifest = JSON.parse(text("shop/package.json"));
  expect(manifest).toMatchObject({
    name: "@acme/pets",
    version: "2.4.0",
    bin: { pets: "dist/server.js" },
    files: ["dist"],
    mcpName: "example.pets/pets",
  });
  expect(manifest.dependencies).toBeUndefined();
  const [npm] = JSON.parse(text("shop/server.json")).packages;
  expect(npm).toMatchObject({ registryType: "npm", identifier: "@acme/pets", version: "2.4.0" });
  expect(npm.environmentVariables[0]).toEqual({
    name: "PETS_KEY",
    description: "API key in the header X-Api-Key",
    isRequired: false,
    isSecret: true,
  });
});

test("its own tests pass", () => {
  const out = execFileSync(process.execPath, ["--test", "--test-reporter=tap", "test/server.test.mjs"], {
    cwd: at("shop"),
  });
  expect(out.toString()).toMatch(/^# pass 3$/m);
});

test("what npm packs starts by its name where it is installed", () => {
  const npm = (cwd: string, ...args: readonly string[]) =>
    execFileSync("npm", [...args, "--offline", "--no-audit", "--no-fund", "--silent"], { cwd });
  const home = at("home");
  mkdirSync(home);
  npm(at("shop"), "pack", "--ignore-scripts", "--pack-destination", home);
  const [tarball = ""] = readdirSync(home);
  npm(home, "install", join(home, tarball));
  const clientInfo = { name: "test", version: "1" };
  const params = { protocolVersion: "2025-06-18", capabilities: {}, clientInfo };
  const messages = [
    { id: 1, method: "initialize", params },
    { id: 2, method: "tools/list" },
  ];
  const input = messages.map((message) => `${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`).join("");
  const out = execFileSync(join(home, "node_modules/.bin/pets"), [], { input, cwd: home });
  const [hello, list] = out
    .toString()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line).result);
  expect(hello.serverInfo).toEqual({ name: "pets", title: "Pet Shop", version: "2.4.0" });
  expect(list.tools.map(({ name }: { name: string }) => name)).toEqual(["listPets"]);
}, 60_000);

test("server.json is what the registry's schema asks for", () => {
  const bytes = readFileSync(schemaPath);
  const notes = readFileSync(join(dirname(schemaPath), "README.md"), "utf8");
  expect(notes).toContain(createHash("sha256").update(bytes).digest("hex"));
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(JSON.parse(bytes.toString()));
  const entry = JSON.parse(text("shop/server.json"));
  expect(validate(entry), JSON.stringify(validate.errors)).toBe(true);
  expect(validate({ ...entry, name: "no namespace" })).toBe(false);
  const long = { ...samplePlan().definition, title: "Letters ".repeat(40) };
  const [file] = packageFiles({ ...samplePlan(), definition: long }, alone).filter(
    ({ path }) => path === "server.json",
  );
  expect(validate(JSON.parse(file?.text ?? "")), JSON.stringify(validate.errors)).toBe(true);
});

test("the bundle for desktop clients is valid in both versions, and holds what runs and nothing else", () => {
  const manifest = JSON.parse(text("shop/manifest.json"));
  expect(manifest.manifest_version).toBe("0.3");
  const ask = (...args: readonly string[]): string =>
    execFileSync(process.execPath, [mcpb, ...args], { cwd: at("shop"), encoding: "utf8" });
  expect(ask("validate", "manifest.json")).toContain("passes");
  writeFileSync(at("newer.json"), JSON.stringify({ ...manifest, manifest_version: "0.4" }));
  expect(ask("validate", at("newer.json"))).toContain("passes");
  ask("pack", ".", at("pets.mcpb"));
  ask("unpack", at("pets.mcpb"), at("unpacked"));
  expect(readdirSync(at("unpacked")).sort()).toEqual(["LICENSE", "README.md", "dist", "manifest.json"]);
  const answers = Object.fromEntries(Object.keys(manifest.server.mcp_config.env).map((name) => [name, ""]));
  const version = execFileSync(process.execPath, ["dist/server.js", "--version"], {
    cwd: at("unpacked"),
    env: { ...answers, PATH: process.env.PATH },
  });
  expect(version.toString()).toBe("pets 2.4.0\n");
});

test("what a person edits is theirs, and the other manifests follow their package.json", async () => {
  const manifest = JSON.parse(text("shop/package.json"));
  writeFileSync(
    at("shop/package.json"),
    JSON.stringify({ ...manifest, version: "7.0.0", repository: "github:acme/pets", author: "Acme" }),
  );
  writeFileSync(at("shop/README.md"), text("shop/README.md").replace("# Pet Shop", "# Our pets"));
  rmSync(at("shop/Dockerfile"));
  writeFileSync(at("pets.yaml"), spec.replace("summary: List pets", "summary: List all pets"));
  const { err } = await run("generate", "pets.yaml", "--out", "shop", "--name", "@acme/pets");
  expect(err).toContain("left as they are: Dockerfile, package.json");
  expect(JSON.parse(text("shop/package.json")).version).toBe("7.0.0");
  expect(text("shop/README.md")).toMatch(/^# Our pets\n[\s\S]*List all pets/);
  expect(readdirSync(at("shop"))).not.toContain("Dockerfile");
  expect(JSON.parse(text("shop/server.json"))).toMatchObject({
    version: "7.0.0",
    repository: { url: "https://github.com/acme/pets", source: "github" },
  });
  expect(JSON.parse(text("shop/manifest.json"))).toMatchObject({
    version: "7.0.0",
    author: { name: "Acme" },
  });
  expect((await run("generate", "pets.yaml", "--out", "shop", "--name", "@acme/pets")).err).toMatch(
    /^Nothing changed/,
  );
});

test("a config writes the package around src/generated, once it asks for one", async () => {
  cpSync(at("pets.yaml"), at("configured/pets.yaml"));
  const config = { name: "pets", specs: [{ id: "pets", from: "pets.yaml" }] };
  const put = (more: object): void =>
    writeFileSync(at("configured/jackfield.config.json"), JSON.stringify({ ...config, ...more }));
  put({});
  await run("generate", "--config", "configured/jackfield.config.json");
  expect(readdirSync(at("configured")).sort()).not.toContain("package.json");
  put({ package: { mcpName: "io.github.acme/pets" } });
  await run("generate", "--config", "configured/jackfield.config.json");
  expect(JSON.parse(text("configured/package.json"))).toMatchObject({
    mcpName: "io.github.acme/pets",
    scripts: { generate: "jackfield generate" },
  });
  expect(text("configured/src/main.ts")).toContain('new URL("./generated/", import.meta.url)');
  put({ package: { mcpName: "io.github.acme/other" } });
  const frozen = await commandLines.run(
    ["generate", "--frozen", "--config", "configured/jackfield.config.json"],
    folder,
  );
  expect(frozen.code).toBe(1);
  expect(frozen.err).toContain("package.json is out of date");
});

const alone: PackageLayout = { main: "server.ts", generated: "", regenerate: false };

test("no text of a spec is code, markup or another field in the package's files", () => {
  const text = `X\n---\nname: other\n"}, <script>\`$(id)\` {{y}} $\{z} */ \u202e`;
  const files = packageFiles(samplePlan({ text, description: text }), alone, { wishes: { author: text } });
  for (const { path, text: content } of files) {
    if (path.endsWith(".json")) expect(Object.keys(JSON.parse(content))).not.toContain("other");
    expect(content, path).not.toContain("\u202e");
    if (/^[A-Z]+\.md$/.test(path)) expect(content, path).not.toContain("<script>");
  }
  const skill = files.find(({ path }) => path.startsWith("skills/"))?.text ?? "";
  expect(parse(skill.split("---\n")[1] ?? "")).toMatchObject({ name: "letters-mcp" });
  expect(parse(files.find(({ path }) => path.endsWith("ci.yml"))?.text ?? "")).toMatchObject({ name: "ci" });
  const code = files.filter(({ path }) => /\.(?:ts|mjs)$|Dockerfile$/.test(path));
  for (const { path, text: content } of code) expect(content, path).not.toContain("script>");
});
