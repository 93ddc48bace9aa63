import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { masked } from "../src/cli/list.js";
import { cleanUp, hello, newHome, run, start } from "./support/bin.js";
import { type Peer, startPeer } from "./support/peer.js";

let home: string;
let peer: Peer;
beforeEach(async () => {
  home = newHome();
  peer = await startPeer();
});
afterEach(() => peer.stop());
afterAll(cleanUp);

const env = (more: Record<string, string> = {}): Record<string, string> => ({
  JACKFIELD_CONNECT_HOME: home,
  ...more,
});
const configure = (mcpServers: object, more: object = {}): void =>
  writeFileSync(join(home, "config.json"), JSON.stringify({ mcpServers, ...more }));

const sourceFolder = fileURLToPath(new URL("../src/", import.meta.url));
const sources = readdirSync(sourceFolder, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => readFileSync(join(sourceFolder, file), "utf8"));

describe("usage", () => {
  test("--help and --version need no server", async () => {
    expect(await run(["--version"])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
    for (const args of [["--help"], ["login", "--help"], ["help", "doctor"]])
      expect(await run(args)).toMatchObject({
        code: 0,
        stderr: "",
        stdout: expect.stringContaining("Usage:"),
      });
  });

  test.each([
    [[], 2, "No server is named"],
    [["https://a.example.com", "--nonsense"], 2, "--nonsense"],
    [["https://a.example.com", "https://b.example.com"], 2, "Unexpected argument"],
    [["ftp://a.example.com"], 2, "use https"],
    [["http://a.example.com"], 2, "--allow-http"],
    [["https://u:p@a.example.com"], 2, "user name or password"],
    [["https://a.example.com", "--transport", "pigeon"], 2, "auto, http, sse"],
    [["https://a.example.com", "--connect-timeout", "soon"], 2, "takes a number"],
    [["https://a.example.com", "--header", "Authorization:", "token"], 2, "split them at the space"],
    [["https://a.example.com", "--header", "nonsense"], 2, "Name: value"],
    [["https://a.example.com", "--header-env", "X=NOPE"], 3, "NOPE is not set"],
    [["https://a.example.com", "--bearer-env", "NOPE"], 3, "NOPE is not set"],
    [["login", "https://a.example.com", "--device", "--paste"], 2, "exclude each other"],
    [["unknown-server"], 3, "no server unknown-server"],
    [["list", "--config", "/nonexistent.json"], 3, "no such file"],
    [["status", "--log-file", "/nonexistent/log"], 3, "log file /nonexistent/log cannot be written"],
    [["complete-login", "https://a.example.com", "--redirect-url", "x"], 5, "No login"],
    [["refresh", "https://a.example.com"], 4, "no login"],
  ])("%j ends with %i", async (args, code, text) => {
    const end = await run(args, env());
    expect([end.code, end.stdout]).toEqual([code, ""]);
    expect(end.stderr).toContain(text);
    expect(end.stderr).not.toMatch(/\n\s+at /);
  });

  test("the page for operators lists every variable of ours", () => {
    const used = sources.flatMap((text) => text.match(/JACKFIELD_CONNECT_[A-Z_]+/g) ?? []);
    const page = readFileSync(new URL("../../../docs/connect-operators.md", import.meta.url), "utf8");
    const listed = [...page.matchAll(/^\| `(JACKFIELD_CONNECT_\w+)`/gm)].map(([, name]) => name);
    expect(listed.sort()).toEqual([...new Set(used)].sort());
  });

  test("a switch in the environment is on, off or an error", async () => {
    configure({ p: { type: "profile", profile: "bandwidth", url: "https://hosted.example.com/mcp" } });
    for (const word of ["yes", "ON", "0", "false", ""])
      expect((await run(["resolve", "p"], env({ JACKFIELD_CONNECT_RESET: word }))).code).toBe(0);
    expect(await run(["resolve", "p"], env({ JACKFIELD_CONNECT_RESET: "maybe" }))).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("JACKFIELD_CONNECT_RESET"),
    });
  });

  test("headers come from the environment as JSON too, and a file may hold the token", async () => {
    const file = join(home, "token");
    writeFileSync(file, "from-the-file\n");
    const { code } = await run(
      ["connect", peer.url, "--bearer-file", file],
      env({ JACKFIELD_CONNECT_HEADERS: '{"X-A":"with space: and colon"}' }),
    );
    expect(code).toBe(0);
    expect(peer.seen[0]?.headers).toMatchObject({
      authorization: "Bearer from-the-file",
      "x-a": "with space: and colon",
    });
  });
});

describe("list", () => {
  const secrets = {
    remote: {
      url: "https://user:hunter22@a.example.com/mcp?api_key=k-123456&x=1",
      headers: {
        Authorization: "Bearer abcdefgh",
        "X-Api-Key": "key-123456",
        "X-Plain": "plain",
        "X-Env": `\${env:TOKEN}`,
      },
      auth: {
        type: "oauth",
        clientId: "c",
        clientSecret: "cs-123456",
        tokenUrl: "https://t.example.com/token",
      },
    },
    local: { command: "x", args: ["--token", "arg-123456", "--verbose"], env: { PLAIN: "env-123456" } },
  };
  test("shows what is written, without secrets; stdout is JSON whatever is asked", async () => {
    configure(secrets);
    for (const flags of [["--json"], ["--json", "--resolve"]]) {
      const { stdout, stderr } = await run(["list", ...flags], env({ TOKEN: "value-of-token" }));
      for (const secret of [
        "hunter22",
        "k-123456",
        "abcdefgh",
        "key-123456",
        "cs-123456",
        "env-123456",
        "arg-123456",
      ])
        expect(stdout).not.toContain(secret);
      expect(stdout).toContain("https://t.example.com/token");
      expect(JSON.parse(stdout).servers).toHaveLength(2);
      expect(stderr).toContain("remote: url must be");
    }
    expect((await run(["list", "--json"], env())).stdout).toContain(`\${env:TOKEN}`);
    const shown = await run(["list", "--json", "--show-secrets"], env());
    expect(shown.stdout).toContain("cs-123456");
    expect(shown.stderr).toMatch(/!! .*secrets.*\n!! /);
    expect(JSON.parse(shown.stdout)).toBeDefined();
  });

  test("hides any value in a field that names a secret", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("clientSecret", "Authorization", "x-api-key", "accessToken", "Cookie", "my_secret"),
        fc.stringMatching(/^[a-z0-9]{12,30}$/),
        (field, value) => {
          expect(JSON.stringify(masked({ headers: { [field]: value }, env: { A: value } }))).not.toContain(
            value,
          );
        },
      ),
    );
  });
});

describe("add and remove", () => {
  test("change the file as a whole, and keep what else is in it", async () => {
    configure({ a: { url: "https://a.example.com" } }, { gateway: { idleTtlSecs: 5 }, extra: [1] });
    expect(await run(["add", "b", "--url", "https://b.example.com/mcp"], env())).toMatchObject({ code: 0 });
    expect(await run(["add", "c", "--", "server-c", "--flag", "-x"], env())).toMatchObject({ code: 0 });
    const content = JSON.parse(readFileSync(join(home, "config.json"), "utf8"));
    expect(content).toMatchObject({
      gateway: { idleTtlSecs: 5 },
      extra: [1],
      mcpServers: { c: { command: "server-c", args: ["--flag", "-x"] } },
    });
    expect(statSync(join(home, "config.json")).mode & 0o777).toBe(0o600);
    expect(await run(["add", "b", "--url", "https://x.example.com"], env())).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("already has"),
    });
    expect(await run(["add", "d", "--url", "javascript:x"], env())).toMatchObject({ code: 3 });
    expect(await run(["add", "d"], env())).toMatchObject({ code: 2 });
    expect(await run(["remove", "b"], env())).toMatchObject({ code: 0 });
    expect(await run(["remove", "b"], env())).toMatchObject({ code: 3 });
  });
  test("leave a damaged file alone; a project has its own", async () => {
    writeFileSync(join(home, "config.json"), "{");
    expect(await run(["add", "a", "--url", "https://a.example.com"], env())).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("nothing was changed"),
    });
    expect(readFileSync(join(home, "config.json"), "utf8")).toBe("{");
    const folder = join(home, "repo");
    mkdirSync(join(folder, ".git"), { recursive: true });
    expect(
      await run(["add", "a", "--project", "--url", "https://a.example.com"], env(), { cwd: folder }),
    ).toMatchObject({ code: 0 });
    expect(readFileSync(join(folder, ".jackfield-connect.json"), "utf8")).toContain("a.example.com");
  });
});

test("connect and call: who answers, what a tool gives, and the exit code", async () => {
  configure({ peer: { url: peer.url } });
  const met = await run(["connect", "peer", "--json"], env());
  expect(JSON.parse(met.stdout)).toMatchObject({
    name: "peer",
    version: "9",
    protocol: "2025-06-18",
    tools: 3,
  });
  const called = await run(["call", "peer", "echo", "-"], env(), { input: '{"a":1}' });
  expect([called.code, JSON.parse(called.stdout)]).toEqual([
    0,
    { content: [{ type: "text", text: '{"a":1}' }] },
  ]);
  peer.always("tools/call", ({ result }) => result({ content: [], isError: true }));
  expect((await run(["call", "peer", "echo"], env())).code).toBe(1);
  expect((await run(["call", "peer", "echo", "[1]"], env())).code).toBe(2);
  expect((await run(["connect", "http://127.0.0.1:9/mcp", "--timeout", "1"], env())).code).toBe(6);
  peer.always("initialize", ({ status }) => status(401, "", { "www-authenticate": "Bearer" }));
  expect((await run(["connect", "peer", "--auth", "none"], env())).code).toBe(4);
});

describe("doctor", () => {
  test("walks from the machine to the tools", async () => {
    configure({
      peer: { url: peer.url },
      broken: { url: "https://a.example.com", headers: { X: `\${env:NOPE}` } },
    });
    const one = await run(["doctor", "peer"], env());
    expect(one).toMatchObject({ code: 0, stderr: "" });
    expect(one.stdout).toMatch(/ok +connect +peer 9, protocol 2025-06-18, 3 tools, \d+ ms/);
    const all = await run(["doctor", "--json"], env());
    expect(all.code).toBe(1);
    const { machine, servers } = JSON.parse(all.stdout);
    expect(machine.map(({ area }: { area: string }) => area)).toContain("runtime");
    expect(servers).toMatchObject([
      {
        server: "broken",
        findings: [{ level: "fail", area: "config", text: expect.stringContaining("NOPE") }],
      },
      { server: "peer" },
    ]);
    expect((await run(["doctor", "pear"], env())).stdout).toContain("fix: There are: broken, peer.");
  });
  test("says where the address of a profile comes from, and takes its token for what it is", async () => {
    configure({ p: { type: "profile", profile: "bandwidth", url: peer.url } });
    peer.guard = async ({ request, status }) => {
      if (request.headers.authorization === "Bearer t-123456") return true;
      status(401);
      return false;
    };
    const { code, stdout } = await run(["doctor", "p"], env({ BW_MCP_TOKEN: "t-123456" }));
    expect(stdout).toContain(`${peer.url} (hosted)`);
    expect(stdout).toContain("a fixed token is configured");
    expect(code).toBe(0);
  });
  test("says what is wrong, with the exit code of the cause", async () => {
    expect(await run(["doctor", "http://127.0.0.1:9/mcp"], env())).toMatchObject({
      code: 6,
      stdout: expect.stringContaining("is the server running?"),
    });
    expect((await run(["doctor", "http://127.0.0.1:9/mcp", "--no-network"], env())).code).toBe(0);
  });
});

test("a profile: where it leads, and which token goes there; a tenant that refuses is resolved again, once", async () => {
  const tenant = await startPeer();
  const plane = await startPeer();
  const secrets: string[] = [];
  plane.guard = async ({ request, body, status }) => {
    const json = { "content-type": "application/json" };
    if (request.url === "/secrets") status(200, request.method === "GET" ? "[]" : '{"id":"s1"}', json);
    else {
      secrets.push(body);
      status(
        200,
        JSON.stringify({ url: tenant.url, func_id: "f", shared_secret: `shared-${secrets.length}` }),
        json,
      );
    }
    return false;
  };
  const controlPlane = { baseUrl: new URL(plane.url).origin, secretsPath: "/secrets", deployPath: "/deploy" };
  configure(
    { me: { type: "profile", profile: "acme" } },
    { profiles: { acme: { envPrefix: "ACME", hostedUrl: peer.url, keyVariable: "ACME_KEY", controlPlane } } },
  );
  const key = { ACME_KEY: "api-key-123456" };
  const shared = await run(["resolve", "me", "--json"], env(key));
  expect(JSON.parse(shared.stdout)).toMatchObject({
    source: "fallback-no-consent",
    url: peer.url,
    bearer: expect.stringMatching(/^sha256:/),
  });
  expect(shared.stdout + shared.stderr).not.toContain("api-key-123456");
  const consent = env({ ...key, JACKFIELD_CONNECT_ACCEPT_FULL_SCOPE: "1" });
  tenant.guard = async ({ request, status }) => {
    if (request.headers.authorization === "Bearer shared-2") return true;
    status(401);
    return false;
  };
  const host = start(["bridge", "me"], consent);
  expect((await host.open()).result).toBeDefined();
  expect(await host.end()).toBe(0);
  expect(secrets).toHaveLength(2);
  tenant.guard = async ({ status }) => {
    status(401);
    return false;
  };
  const refused = start(["bridge", "me"], consent);
  expect((await refused.ask(1, "initialize", hello)).error?.code).toBe(-32010);
  expect(secrets).toHaveLength(3);
  for (const { headers } of tenant.seen) expect(headers.authorization).not.toContain("api-key");
  await tenant.stop();
  await plane.stop();
});

test("what a server says of itself moves no cursor and paints nothing", async () => {
  const evil = "\u001b[31mred\u001b]0;title\u0007\u009b2J\u202e";
  const serverInfo = { name: evil, version: evil };
  configure({ peer: { url: peer.url } });
  peer.always("initialize", ({ result }) =>
    result({ protocolVersion: "2025-06-18", capabilities: { tools: {} }, serverInfo }),
  );
  peer.always("tools/call", ({ result }) => result({ content: [{ type: "text", text: evil }] }));
  let all = "";
  const commands = [
    ["connect", "peer"],
    ["connect", "peer", "--json"],
    ["doctor", "peer"],
    ["status", "--live"],
  ];
  for (const args of [...commands, ["call", "peer", "x"]]) {
    const { code, stdout, stderr } = await run(args, env());
    expect(code).toBe(0);
    all += stdout + stderr;
  }
  peer.always("initialize", ({ error }) => error(-1, evil));
  all += (await run(["connect", "peer"], env())).stderr;
  expect(all).toContain("red");
  // Line ends are all that is left.
  expect(all).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
});

test("no secret of configuration, environment or answers comes out anywhere", async () => {
  const secret = "s3cret-value-0123456789";
  peer.always("tools/call", ({ status }) =>
    status(500, `boom Bearer ${secret} {"access_token":"${secret}"} api_key=${secret}`),
  );
  const file = join(home, "log");
  const host = start(
    [
      peer.url,
      "--bearer-env",
      "T",
      "--header-env",
      "X-Api-Key=K",
      "--log-level",
      "debug",
      "--log-file",
      file,
    ],
    env({ T: secret, K: secret }),
  );
  await host.open();
  await host.ask(1, "tools/call", { name: "x" });
  await host.end();
  expect(host.raw.join("\n") + host.stderr() + readFileSync(file, "utf8")).not.toContain(secret);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});
