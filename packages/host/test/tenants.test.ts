import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { afterAll, expect, it } from "vitest";
import { fixture, startApi, startHttp } from "./processes.js";

const folder = mkdtempSync(join(tmpdir(), "tenants-"));
const running: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const end of running.splice(0)) await end();
  rmSync(folder, { recursive: true });
});

const key = randomBytes(32).toString("base64");

const manage = (file: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
  spawnSync(process.execPath, [fixture, "tenants", ...args, "--tenants", file], {
    encoding: "utf8",
    env: { PATH: process.env.PATH, FIXTURE_TENANTS_KEY: key, ...environment },
  });

const add = (file: string, id: string, secret: string) =>
  manage(file, ["add", id, "--principal", `bearer#${id}`, "--secret", "FIXTURE_KEY=VALUE"], {
    VALUE: secret,
  });

it("keeps tenants sealed, lists them without secrets, rotates the key and removes", () => {
  const file = join(folder, "sealed");
  expect(add(file, "ann", "secret-canary-ann").status).toBe(0);
  expect(add(file, "bob", "secret-canary-bob").status).toBe(0);
  expect(readFileSync(file, "utf8")).not.toMatch(/canary|ann|bob/);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(manage(file, ["list"]).stdout).toBe("ann\tbearer#ann\tFIXTURE_KEY\nbob\tbearer#bob\tFIXTURE_KEY\n");

  const next = randomBytes(32).toString("base64");
  expect(manage(file, ["rotate", "--new-key", "NEXT"], { NEXT: next }).status).toBe(0);
  const old = manage(file, ["list"]);
  expect([old.status, old.stderr]).toEqual([2, expect.stringContaining("cannot be opened with this key")]);
  expect(manage(file, ["remove", "ann"], { FIXTURE_TENANTS_KEY: next }).status).toBe(0);
  expect(manage(file, ["list"], { FIXTURE_TENANTS_KEY: next }).stdout).toBe("bob\tbearer#bob\tFIXTURE_KEY\n");
});

it("refuses a changed file, a bad key and a principal of two tenants, in one line each", () => {
  const file = join(folder, "changed");
  add(file, "ann", "secret-canary-ann");
  const double = manage(file, ["add", "bob", "--principal", "bearer#ann"]);
  expect([double.status, double.stderr]).toEqual([
    2,
    expect.stringContaining("already belongs to the tenant ann"),
  ]);
  const short = manage(file, ["list"], { FIXTURE_TENANTS_KEY: "c2hvcnQ=" });
  expect([short.status, short.stderr]).toEqual([2, expect.stringContaining("32 random bytes in base64")]);
  const parts = JSON.parse(readFileSync(file, "utf8"));
  const data = Buffer.from(parts.data, "base64");
  data[0] = (data[0] ?? 0) ^ 1;
  writeFileSync(file, JSON.stringify({ ...parts, data: data.toString("base64") }));
  expect(manage(file, ["list"]).stderr).toMatch(/^fixture: .* cannot be opened with this key.*\n$/);
});

it.each([
  [["list"], "tenants list needs --tenants <file|redis>"],
  [["lst", "--tenants", "x"], 'not "lst" (did you mean "list"?)'],
  [["--tenants", "x"], "tenants takes list, add, remove or rotate."],
  [["add", "--tenants", "x"], "tenants add needs the id of a tenant"],
  [["add", "a", "b", "--tenants", "x"], 'tenants add: unexpected argument "b"'],
  [["list", "b", "--tenants", "x"], 'tenants list: unexpected argument "b"'],
  [["rotate", "--tenants", "x"], "tenants rotate needs --new-key <VAR>"],
  [["list", "--tenant", "x"], "Unknown option '--tenant' (did you mean \"--tenants\"?)"],
])("says in a line what is wrong with the command %j", (args, line) => {
  const { status, stderr } = spawnSync(process.execPath, [fixture, "tenants", ...args], {
    encoding: "utf8",
  });
  expect([status, stderr]).toEqual([2, expect.stringContaining(line)]);
  expect(stderr).toMatch(/^fixture: [^\n]+\n$/);
});

it.each([
  [
    ["add", "a", "--tenants", "/nonexistent/tenants"],
    "cannot write the tenants in /nonexistent/tenants (ENOENT)",
  ],
  [
    ["list", "--tenants", "redis", "--redis", "redis://127.0.0.1:9"],
    "Redis does not answer: there is no connection.",
  ],
])("says in a line why the command %j cannot do it", (args, line) => {
  const { status, stderr } = spawnSync(process.execPath, [fixture, "tenants", ...args], {
    encoding: "utf8",
    env: { PATH: process.env.PATH, FIXTURE_TENANTS_KEY: key },
  });
  expect([status, stderr]).toEqual([2, `fixture: ${line}${line.endsWith(".") ? "" : "."}\n`]);
});

it("loses no change of those that are made at the same time, and leaves nothing but the file", async () => {
  const folderOfAll = mkdtempSync(join(folder, "at-once-"));
  const file = join(folderOfAll, "tenants");
  writeFileSync(`${file}.lock`, "");
  // Of a process that is gone.
  utimesSync(`${file}.lock`, 0, 0);
  const ids = Array.from({ length: 10 }, (_, n) => `t${n}`);
  const args = (id: string) => [
    fixture,
    "tenants",
    "add",
    id,
    "--principal",
    `bearer#${id}`,
    "--tenants",
    file,
  ];
  const env = { PATH: process.env.PATH, FIXTURE_TENANTS_KEY: key };
  const codes = ids.map(async (id) => {
    const [code] = await once(spawn(process.execPath, args(id), { env }), "close");
    return code;
  });
  expect(await Promise.all(codes)).toEqual(ids.map(() => 0));
  const listed = manage(file, ["list"]).stdout.trim().split("\n");
  expect(listed.sort()).toEqual(ids.map((id) => `${id}\tbearer#${id}`));
  expect(readdirSync(folderOfAll)).toEqual(["tenants"]);
});

it("calls with the credentials of the caller's tenant, and mixes nothing up", async () => {
  const file = join(folder, "served");
  const next = randomBytes(32).toString("base64");
  const names = ["ann", "bob", "eve"];
  for (const name of names.slice(0, 2)) add(file, name, `secret-canary-${name}`);
  const api = await startApi((request, response) => {
    response.setHeader("content-type", "application/json");
    const sent = String(request.headers["x-key"]);
    response.end(JSON.stringify({ owner: sent.split("-").at(-1), echoed: sent }));
  });
  running.push(api.close);
  const server = await startHttp(
    ["--base-url", api.url, "--tenants", file, ...names.flatMap((name) => ["--bearer", `${name}=T_${name}`])],
    {
      FIXTURE_TENANTS_KEY: `${next},${key}`,
      FIXTURE_KEY: "secret-canary-of-the-process",
      ...Object.fromEntries(names.map((name) => [`T_${name}`, `shared-token-of-${name}`])),
    },
  );
  running.push(server.close);
  const connect = async (name: string) => {
    const client = new Client({ name, version: "1" }, { versionNegotiation: { mode: "auto" } });
    const headers = { authorization: `Bearer shared-token-of-${name}` };
    await client.connect(new StreamableHTTPClientTransport(server.mcp, { requestInit: { headers } }));
    return client;
  };
  const ask = async (client: Client) =>
    (await client.callTool({ name: "getThing", arguments: { id: "1" } })).structuredContent;

  const [ann, bob] = [await connect("ann"), await connect("bob")];
  const calls = Array.from({ length: 30 }, async (_, n) =>
    expect(await ask(n % 2 === 0 ? ann : bob)).toEqual({ owner: n % 2 === 0 ? "ann" : "bob", echoed: "***" }),
  );
  await Promise.all(calls);
  await expect(connect("eve")).rejects.toThrow();

  // The server knows the next key too, so a changed seal stops nobody.
  expect(manage(file, ["rotate", "--new-key", "NEXT"], { NEXT: next }).status).toBe(0);
  expect(await ask(ann)).toEqual({ owner: "ann", echoed: "***" });
  expect(manage(file, ["rotate", "--new-key", "OLD"], { OLD: key, FIXTURE_TENANTS_KEY: next }).status).toBe(
    0,
  );

  // A new secret counts at once, a removed tenant is out at once.
  manage(file, ["add", "ann", "--secret", "FIXTURE_KEY=VALUE"], { VALUE: "secret-canary-new" });
  expect(await ask(ann)).toEqual({ owner: "new", echoed: "***" });
  manage(file, ["remove", "bob"]);
  await expect(ask(bob)).rejects.toThrow();
  expect(await ask(ann)).toMatchObject({ owner: "new" });
  expect(server.log.join("\n")).not.toMatch(/canary|shared-token/);
});
