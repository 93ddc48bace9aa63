import { execFileSync, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

/**
 * The nights of a package: a real repository with a remote, an upstream that changes in between, and a program in the place
 * of gh that remembers what it was asked.
 */
const root = mkdtempSync(join(tmpdir(), "jackfield-drift-"));
const [repository, remote, bin] = ["repository", "remote.git", "bin"].map((name) => join(root, name)) as [
  string,
  string,
  string,
];
const [script, program] = ["../src/5-emit/templates/drift.mjs", "../bin/jackfield.js"].map((path) =>
  fileURLToPath(new URL(path, import.meta.url)),
) as [string, string];

let published: string | undefined;
const upstream = createServer((_, response) => {
  if (published === undefined) response.destroy();
  else response.writeHead(200, { "content-type": "application/json" }).end(published);
});

const operation = (operationId: string, more: object = {}) => ({
  operationId,
  summary: "@everyone #1",
  responses: { 200: { description: "ok" } },
  ...more,
});
const specOf = (paths: object, schemas: object = {}): string =>
  JSON.stringify({
    openapi: "3.0.3",
    info: { title: "Pets", version: "1.0.0" },
    servers: [{ url: "https://api.pets.example" }],
    paths,
    components: { schemas },
  });
const before = specOf({ "/pets": { get: operation("listPets") } });
/** A required parameter, a new operation, and a fault in what another new one refers to. */
const after = specOf(
  {
    "/pets": {
      get: operation("listPets", {
        parameters: [{ name: "limit", in: "query", required: true, schema: { type: "integer" } }],
      }),
    },
    "/owners": { get: operation("listOwners") },
    "/toys": {
      post: operation("addToy", {
        requestBody: { content: { "application/json": { schema: { $ref: "#/components/schemas/Toy" } } } },
      }),
    },
  },
  {
    Toy: { type: "object", properties: { name: { ref: "#/components/schemas/Name" } } },
    Name: { type: "string" },
  },
);

const gh = `#!/usr/bin/env node
const fs = require("node:fs");
const file = process.env.GH_MEMORY;
const memory = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : [];
const words = process.argv.slice(2);
const flag = (name) => words[words.indexOf("--" + name) + 1];
if (words[0] === "pr" && words[1] === "list") {
  console.log(JSON.stringify(memory.filter((one) => one.head === flag("head")).map(({ url }) => ({ url }))));
} else if (words[0] === "pr" && words[1] === "create") {
  const url = "https://git.example/pets/pull/" + (memory.length + 1);
  const body = fs.readFileSync(flag("body-file"), "utf8");
  fs.writeFileSync(file, JSON.stringify([...memory, { url, base: flag("base"), head: flag("head"), title: flag("title"), body }]));
  console.log(url);
} else {
  console.error("gh does not know " + words.join(" "));
  process.exit(1);
}
`;

type PullRequest = {
  readonly base: string;
  readonly head: string;
  readonly title: string;
  readonly body: string;
};
const memory = join(root, "gh.json");
const pullRequests = (): readonly PullRequest[] =>
  existsSync(memory) ? JSON.parse(readFileSync(memory, "utf8")) : [];

const env = {
  PATH: `${bin}:${process.env.PATH}`,
  HOME: root,
  GH_MEMORY: memory,
  GH_TOKEN: "only-for-gh",
  GIT_AUTHOR_NAME: "Somebody",
  GIT_AUTHOR_EMAIL: "somebody@pets.example",
  GIT_COMMITTER_NAME: "Somebody",
  GIT_COMMITTER_EMAIL: "somebody@pets.example",
};
const git = (...args: readonly string[]): string =>
  execFileSync("git", args, { cwd: repository, env, encoding: "utf8" }).trim();

const ran = (
  args: readonly string[],
): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: repository, env, stdio: ["ignore", "pipe", "pipe"] });
    const said = { out: "", err: "" };
    child.stdout.on("data", (chunk) => {
      said.out += String(chunk);
    });
    child.stderr.on("data", (chunk) => {
      said.err += String(chunk);
    });
    child.once("close", (code) => resolve({ code, ...said }));
  });
const night = () => ran([script, "--", join(bin, "jackfield")]);

beforeAll(async () => {
  await new Promise<void>((resolve) => upstream.listen(0, "127.0.0.1", resolve));
  const { port } = upstream.address() as AddressInfo;
  for (const folder of [repository, bin]) mkdirSync(folder);
  // What reads specs of others must not know the token that writes.
  const ours = `#!/bin/sh\n[ -z "$GH_TOKEN" ] || exit 9\nexec "${process.execPath}" "${program}" "$@"\n`;
  for (const [name, text] of Object.entries({ gh, jackfield: ours })) {
    writeFileSync(join(bin, name), text);
    chmodSync(join(bin, name), 0o755);
  }
  execFileSync("git", ["init", "--quiet", "--bare", remote]);
  git("init", "--quiet", "--initial-branch", "main");
  git("remote", "add", "origin", remote);
  writeFileSync(
    join(repository, "jackfield.config.json"),
    JSON.stringify({
      name: "pets",
      specs: [
        { id: "pets", from: `http://127.0.0.1:${port}/pets.json`, overlays: ["patches/pets/title.yaml"] },
      ],
      limits: { allowPrivate: true },
      output: "src/generated",
      package: {},
    }),
  );
  mkdirSync(join(repository, "patches/pets"), { recursive: true });
  writeFileSync(
    join(repository, "patches/pets/title.yaml"),
    `overlay: 1.1.0
info: { title: Title, version: 1.0.0 }
x-reason: The title says nothing.
actions: [{ target: $.info.title, x-expect: Pets, update: Pets of the shop }]
`,
  );
  published = before;
  for (const command of ["pull", "generate"]) {
    const { code, err } = await ran([program, command]);
    expect(code, err).toBe(0);
  }
  git("add", "--all");
  git("commit", "--quiet", "--message", "Pets");
  git("push", "--quiet", "origin", "main");
}, 120_000);

afterAll(() => {
  upstream.closeAllConnections();
  upstream.close();
  rmSync(root, { recursive: true });
});

/** What a night leaves behind on the machine: nothing. */
const expectUntouched = (): void => {
  expect(git("status", "--porcelain")).toBe("");
  expect(git("rev-parse", "--abbrev-ref", "HEAD")).toBe("main");
};
const branches = (): readonly string[] =>
  git("ls-remote", "--heads", "origin")
    .split("\n")
    .map((line) => line.replace(/^.*refs\/heads\//, ""))
    .filter((name) => name !== "main");

test("the package of a config with a source elsewhere brings the script and its workflow", () => {
  expect(readFileSync(join(repository, ".github/drift.mjs"), "utf8")).toBe(readFileSync(script, "utf8"));
  expect(readFileSync(join(repository, ".github/workflows/drift.yml"), "utf8")).toContain(
    "node .github/drift.mjs",
  );
});

test("a night without a change proposes nothing", { timeout: 120_000 }, async () => {
  expect(await night()).toEqual({ code: 0, out: "Nothing changed upstream.\n", err: "" });
  expect([pullRequests(), branches()]).toEqual([[], []]);
  expectUntouched();
});

test("an upstream that cannot be read is one line, and no pull request", { timeout: 120_000 }, async () => {
  published = undefined;
  const { code, out, err } = await night();
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toMatch(/^drift: .*pets.*\n$/);
  published = "<html>Maintenance</html>";
  const maintenance = await night();
  expect(maintenance.code).toBe(1);
  expect(maintenance.err.trim().split("\n")).toHaveLength(1);
  expect([pullRequests(), branches()]).toEqual([[], []]);
  expectUntouched();
});

test("a change is one branch and one pull request, with a patch for the new fault, once", async () => {
  published = after;
  const first = await night();
  expect(first, first.err).toMatchObject({ code: 0, out: "Proposed: https://git.example/pets/pull/1\n" });
  const [{ base, head, title, body } = { base: "", head: "", title: "", body: "" }] = pullRequests();
  expect(branches()).toEqual([head]);
  expect([base, title]).toEqual(["main", "Upstream changed: pets"]);
  // What it means for callers; words of the spec reach nobody.
  expect(body).toContain(
    "| listPets: \\`limit\\` is new and required | Calls that leave it out are refused. |",
  );
  expect(body).toContain("- listOwners: is new.");
  expect(body).not.toContain("@everyone");
  expect(body).toContain(
    "## New findings\n\n    patch/ref-without-dollar /components/schemas/Toy/properties/name\n",
  );
  const files = git("diff", "--name-only", "main", `origin/${head}`).split("\n");
  expect(files).toEqual(
    expect.arrayContaining(["sources.lock.json", "surface.json", "src/generated/catalog.json"]),
  );
  const patches = files.filter((path) => path.startsWith("patches/"));
  expect(patches).toEqual(["patches/pets/ref-without-dollar-components-schemas-toy-properties-name.yaml"]);
  expect(body).toContain(`    ${patches[0]}`);
  expect(git("show", `origin/${head}:${patches[0]}`)).toMatch(
    /\noverlay: 1\.[\s\S]*\$\.components\.schemas\.Toy[\s\S]*\$ref/,
  );
  expectUntouched();

  expect(await night()).toEqual({
    code: 0,
    out: "Proposed before: https://git.example/pets/pull/1\n",
    err: "",
  });
  expect([pullRequests().length, branches().length]).toEqual([1, 1]);
  expectUntouched();
}, 240_000);

test("a document that cannot be generated is proposed with the reason", async () => {
  published = before.replace('"Pets"', '"Shop"');
  expect(await night()).toMatchObject({ code: 0, out: "Proposed: https://git.example/pets/pull/2\n" });
  const { head = "", body = "" } = pullRequests()[1] ?? {};
  expect(body).toContain(
    "Somebody has to look at this before it can be merged:\n\n    patches/pets/title.yaml:",
  );
  expect(body).toContain("patch/upstream-changed");
  expect(git("diff", "--name-only", "main", `origin/${head}`)).toBe("sources.lock.json");
  expectUntouched();
}, 240_000);

test("changes of a person are not touched", { timeout: 120_000 }, async () => {
  writeFileSync(join(repository, "notes.txt"), "mine");
  expect(await night()).toEqual({
    code: 1,
    out: "",
    err: "drift: the working tree has changes: commit them first\n",
  });
  expect(readFileSync(join(repository, "notes.txt"), "utf8")).toBe("mine");
});
