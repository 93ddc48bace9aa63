import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  type Authorization,
  type Protected,
  startAuthorization,
  startProtected,
} from "./support/authorization.js";
import {
  cleanUp,
  environment,
  type Host,
  hello,
  type Line,
  newHome,
  program,
  run,
  start,
  until,
} from "./support/bin.js";
import { logIn } from "./support/drive.mjs";
import { type Peer, startPeer } from "./support/peer.js";

const small = fileURLToPath(new URL("support/stdio-server.mjs", import.meta.url));
let home: string;
let host: Host;
let stops: (() => Promise<void>)[];

beforeEach(() => {
  home = newHome();
  stops = [];
});
afterEach(async () => {
  host?.child.kill("SIGKILL");
  for (const stop of stops) await stop();
});
afterAll(cleanUp);

const configure = (mcpServers: object, gateway: object = {}): void =>
  writeFileSync(join(home, "config.json"), JSON.stringify({ mcpServers, gateway }));
const env = (more: Record<string, string> = {}): Record<string, string> => ({
  JACKFIELD_CONNECT_HOME: home,
  ...more,
});
const open = async (more: Record<string, string> = {}, params: object = hello): Promise<Host> => {
  host = start(["serve"], env(more));
  await host.open(params);
  return host;
};
let calls = 0;
const mcp = (args: object, name = "mcp"): Promise<Line> => {
  calls += 1;
  return host.ask(`call-${calls}`, "tools/call", { name, arguments: args });
};
const textOf = (line: Line): string => {
  const content = line.result?.content;
  const [first] = Array.isArray(content) ? content : [];
  return String(first?.text ?? line.error?.message);
};
const dataOf = async (args: object, name?: string) => {
  const text = textOf(await mcp(args, name));
  if (!/^[[{]/.test(text)) throw new Error(text);
  return JSON.parse(text);
};
const stdio = { type: "stdio", command: process.execPath, args: [small], description: "A small server." };

describe("the meta tool", () => {
  test("lists servers without connecting; help names every action; no server is no error", async () => {
    configure({});
    await open();
    expect(await dataOf({ action: "list_servers" })).toEqual([]);
    const help = textOf(await mcp({ action: "help" }));
    for (const action of [
      "list_servers",
      "list_tools",
      "describe_tool",
      "call",
      "status",
      "login",
      "complete_login",
    ])
      expect(help).toContain(action);
    expect((await mcp({ action: "dance" })).error).toMatchObject({
      code: -32602,
      message: expect.stringContaining("list_servers"),
    });
    expect((await mcp({})).error?.code).toBe(-32602);
  });

  test("lists, describes and calls tools of a program", async () => {
    configure({ small: stdio });
    await open();
    expect(await dataOf({ action: "list_servers" })).toEqual([
      { name: "small", status: "idle", transport: "stdio", auth: "none", description: "A small server." },
    ]);
    const { tools } = await dataOf({ action: "list_tools", server: "small" });
    expect(tools.map(({ name }: { name: string }) => name)).toEqual([
      "ask",
      "die",
      "echo",
      "environment",
      "fails",
      "slow",
      "task_only",
    ]);
    expect(tools[2]).toEqual({ name: "echo", description: "Gives back what it gets.", readOnly: true });
    const paged = await dataOf({ action: "list_tools", server: "small", limit: 2 });
    expect(
      await dataOf({ action: "list_tools", server: "small", limit: 2, cursor: paged.next_cursor }),
    ).toMatchObject({ tools: [{ name: "echo" }, { name: "environment" }] });
    expect(await dataOf({ action: "describe_tool", server: "small", tool: "echo" })).toMatchObject({
      name: "echo",
      input_schema: { type: "object" },
    });
    expect(textOf(await mcp({ action: "describe_tool", server: "small", tool: "ech" }))).toContain(
      "did you mean echo",
    );
    expect(textOf(await mcp({ action: "help", server: "small" }))).toBe("Be brief.");
    const { result } = await mcp({ action: "call", server: "small", tool: "echo", arguments: { n: 1 } });
    expect(result).toEqual({
      content: [{ type: "text", text: '{"n":1}' }],
      structuredContent: { got: { n: 1 } },
      extra: { kept: true },
    });
  });

  test("takes an object, null or nothing as arguments, and names what else it gets", async () => {
    configure({ small: stdio });
    await open();
    for (const args of [{}, { arguments: null }, { arguments: {} }])
      expect(textOf(await mcp({ action: "call", server: "small", tool: "echo", ...args }))).toBe("{}");
    for (const [value, kind] of [
      ["x", "a string"],
      [1, "a number"],
      [[1], "an array"],
      [true, "a boolean"],
    ] as const)
      expect(
        (await mcp({ action: "call", server: "small", tool: "echo", arguments: value })).error?.message,
      ).toBe(`arguments must be an object, not ${kind}`);
    const { result } = await mcp({ action: "call", server: "small", tool: "echo", arguments: { n: "one" } });
    expect(result).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining("/n must be integer. Nothing was sent") }],
    });
  });

  test("passes on what a tool says, errors included; refuses tasks; keeps arguments out of the log", async () => {
    configure({ small: stdio });
    await open();
    expect((await mcp({ action: "call", server: "small", tool: "fails" })).result).toEqual({
      content: [{ type: "text", text: "it did not work" }],
      isError: true,
    });
    expect(textOf(await mcp({ action: "call", server: "small", tool: "task_only" }))).toContain(
      "runs as a task",
    );
    await mcp({ action: "call", server: "small", tool: "echo", arguments: { n: 987_654_321 } });
    await until("the audit line", () =>
      /call server=small tool=echo arguments=sha256:[0-9a-f]{16} ms=\d+ outcome=ok/.test(host.stderr()),
    );
    expect(host.stderr()).not.toContain("987654321");
  });

  test("a tool filter holds for list, describe and call", async () => {
    configure({ small: { ...stdio, toolFilter: { include: ["e*"], exclude: ["environment"] } } });
    await open();
    expect(
      (await dataOf({ action: "list_tools", server: "small" })).tools.map(
        ({ name }: { name: string }) => name,
      ),
    ).toEqual(["echo"]);
    for (const action of ["describe_tool", "call"])
      expect((await mcp({ action, server: "small", tool: "environment" })).result).toMatchObject({
        isError: true,
      });
  });

  test("searches all servers; one that is down is named", async () => {
    configure({
      small: stdio,
      other: { ...stdio, description: "Another" },
      down: { url: "http://127.0.0.1:9/mcp" },
    });
    await open({}, hello);
    const found = await dataOf({ action: "list_tools", server: "*", query: "names of the variables" });
    expect(
      found.tools.slice(0, 2).map(({ server, name }: { server: string; name: string }) => [server, name]),
    ).toEqual([
      ["other", "environment"],
      ["small", "environment"],
    ]);
    expect(found.unavailable).toMatchObject([{ server: "down", reason: expect.stringContaining("refused") }]);
    expect((await mcp({ action: "list_tools", server: "*" })).error?.message).toContain("needs a query");
  }, 60_000);

  test("is small: a server costs its name and one line", async () => {
    const many = Object.fromEntries(
      Array.from({ length: 10 }, (_, n) => [`server-${n}`, { ...stdio, description: "x".repeat(2_000) }]),
    );
    configure(many);
    await open();
    const { result } = await host.ask("list", "tools/list");
    const text = JSON.stringify(result);
    expect(text.length).toBeLessThan(10 * 400 + 1_600);
    configure({});
    const bare = start(["serve"], env());
    await bare.open();
    expect(JSON.stringify((await bare.ask("list", "tools/list")).result).length / 4).toBeLessThan(400);
    await bare.end();
  });
});

describe("two tools for clients that go by annotations", () => {
  test("one reads and calls what reads; the other acts", async () => {
    configure({ small: stdio }, { split: true });
    await open();
    const { result } = await host.ask("list", "tools/list");
    expect(result?.tools).toMatchObject([
      { name: "mcp", annotations: { readOnlyHint: true } },
      { name: "mcp_act", annotations: { readOnlyHint: false, destructiveHint: true } },
    ]);
    expect(textOf(await mcp({ action: "call", server: "small", tool: "echo" }))).toBe("{}");
    expect(textOf(await mcp({ action: "call", server: "small", tool: "environment" }))).toContain("_act");
    expect(
      (await mcp({ action: "call", server: "small", tool: "environment" }, "mcp_act")).result?.isError,
    ).toBeUndefined();
    expect((await mcp({ action: "login", server: "small" })).error?.code).toBe(-32602);
    expect((await mcp({ action: "list_servers" }, "mcp_act")).error?.code).toBe(-32602);
  });
  test("such a client gets them by itself", async () => {
    configure({ small: stdio });
    await open({}, { ...hello, clientInfo: { name: "codex-mcp-client", version: "1" } });
    expect((await host.ask("list", "tools/list")).result?.tools).toHaveLength(2);
  });
});

describe("programs", () => {
  test("get no secret of whoever started us, only what is named", async () => {
    configure({ small: { ...stdio, env: { OWN: `\${env:FROM}` }, inheritEnv: ["LISTED"] } });
    await open({ FROM: "from", LISTED: "listed", AWS_SECRET_ACCESS_KEY: "hidden-secret" });
    const variables = JSON.parse(textOf(await mcp({ action: "call", server: "small", tool: "environment" })));
    expect(variables).toMatchObject({ OWN: "from", LISTED: "listed" });
    expect(JSON.stringify(variables)).not.toContain("hidden-secret");
    expect(variables).not.toHaveProperty("FROM");
  });

  test("that die are an error of that call, and start again at the next", async () => {
    configure({ small: stdio });
    await open();
    const { result } = await mcp({ action: "call", server: "small", tool: "die" });
    expect(result).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining("ended with 3: I was told to die") }],
    });
    expect(await dataOf({ action: "status", server: "small" })).toMatchObject([
      { status: "failed", last_error: expect.stringContaining("told to die") },
    ]);
    expect(textOf(await mcp({ action: "call", server: "small", tool: "echo" }))).toBe("{}");
  });

  test("that cannot be started say so", async () => {
    configure({ none: { command: "/nonexistent/program" } });
    await open();
    expect(textOf(await mcp({ action: "list_tools", server: "none" }))).toContain("cannot be started");
  });

  test("are ended with the gateway, and with everything that they have started", async () => {
    const mark = join(home, "pid");
    configure({
      small: {
        type: "stdio",
        command: "/bin/sh",
        args: ["-c", `echo $$ > ${mark}; "${process.execPath}" "${small}"`],
      },
    });
    await open();
    await mcp({ action: "list_tools", server: "small" });
    const pid = Number(readFileSync(mark, "utf8"));
    expect(await host.end()).toBe(0);
    await until("the end of the group", () => {
      try {
        process.kill(-pid, 0);
        return false;
      } catch {
        return true;
      }
    });
  });
});

test("a question of a server reaches a host that can answer, and is declined for one that cannot", async () => {
  configure({ small: stdio });
  await open();
  host.send({
    id: 7,
    method: "tools/call",
    params: { name: "mcp", arguments: { action: "call", server: "small", tool: "ask" } },
  });
  const question = await host.next("the question", ({ method }) => method === "elicitation/create");
  expect(question.params).toEqual({ message: "Sure?" });
  host.send({ id: question.id ?? 0, result: { action: "accept" } });
  expect((await host.next("the answer", ({ id }) => id === 7)).result).toMatchObject({
    answer: { action: "accept" },
  });
  await host.end();
  await open({}, { ...hello, capabilities: {} });
  expect((await mcp({ action: "call", server: "small", tool: "ask" })).result).toMatchObject({
    answer: { action: "decline" },
  });
});

test("progress and cancellation of the outer call are those of the inner one", async () => {
  const peer: Peer = await startPeer();
  stops.push(peer.stop);
  configure({ small: stdio });
  await open();
  host.send({
    id: 7,
    method: "tools/call",
    params: {
      name: "mcp",
      _meta: { progressToken: "outer" },
      arguments: { action: "call", server: "small", tool: "slow" },
    },
  });
  const note = await host.next("the progress", ({ method }) => method === "notifications/progress");
  expect(note.params).toMatchObject({ progressToken: "outer", progress: 1 });
  host.send({ method: "notifications/cancelled", params: { requestId: 7 } });
  await mcp({ action: "call", server: "small", tool: "echo" });
  expect(host.lines.filter(({ id }) => id === 7)).toEqual([]);
  expect(await dataOf({ action: "status", server: "small" })).toMatchObject([
    { status: "connected", in_flight: 0 },
  ]);
});

test("an SDK host of 2026-07-28 can use the gateway", async () => {
  configure({ small: stdio });
  const client = new Client(
    { name: "sdk", version: "1" },
    { versionNegotiation: { mode: { pin: "2026-07-28" } } },
  );
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [program, "serve"],
      env: environment(env()),
      stderr: "pipe",
    }),
  );
  expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(["mcp"]);
  const answer = await client.callTool({
    name: "mcp",
    arguments: { action: "call", server: "small", tool: "echo", arguments: { n: 2 } },
  });
  expect(answer.structuredContent).toEqual({ got: { n: 2 } });
  await client.close();
});

test("an entry of a project that is not approved starts nothing", async () => {
  const folder = join(home, "repo");
  const mark = join(home, "started");
  mkdirSync(folder);
  writeFileSync(
    join(folder, ".jackfield-connect.json"),
    JSON.stringify({ mcpServers: { evil: { command: "/usr/bin/touch", args: [mark] } } }),
  );
  host = start(["serve"], env(), folder);
  await host.open();
  expect(await dataOf({ action: "list_servers" })).toMatchObject([{ name: "evil", status: "untrusted" }]);
  expect(textOf(await mcp({ action: "list_tools", server: "evil" }))).toContain("list --approve evil");
  expect(() => readFileSync(mark)).toThrow();
  expect(await run(["list", "--approve", "evil"], env(), { cwd: folder })).toMatchObject({ code: 0 });
});

describe("logins through the tool", () => {
  let authorization: Authorization;
  let peer: Protected;
  beforeEach(async () => {
    authorization = await startAuthorization();
    peer = await startProtected(authorization);
    stops.push(peer.stop, authorization.stop);
  });
  const noDevice = { auth: { type: "oauth", scopes: ["mcp:tools"] } };

  test("begin, complete, call; no window, and no call before", async () => {
    configure({ remote: { url: peer.url, ...noDevice } });
    await open({ JACKFIELD_CONNECT_HOME: home }, hello);
    expect(textOf(await mcp({ action: "list_tools", server: "remote" }))).toContain(
      "action login with server remote",
    );
    expect(await dataOf({ action: "status" })).toMatchObject([
      { name: "remote", status: "needs_auth", auth: { state: "none" } },
    ]);
    expect(textOf(await mcp({ action: "complete_login", server: "remote", redirect_url: "x" }))).toContain(
      "No login at remote",
    );
    const begun = await dataOf({ action: "login", server: "remote" });
    // The provider has a device endpoint, which goes before paste on a machine without a browser.
    expect(begun).toMatchObject({
      flow: "device",
      user_code: expect.any(String),
      expires_in: expect.any(Number),
    });
    expect(await dataOf({ action: "list_servers" })).toMatchObject([{ status: "login_pending" }]);
    await host.end();
    host = start(["serve", "--auth", "paste"], env());
    await host.open();
    const paste = await dataOf({ action: "login", server: "remote" });
    expect(paste.flow).toBe("paste");
    const landed = await logIn(paste.authorize_url);
    expect(
      textOf(
        await mcp({
          action: "complete_login",
          server: "remote",
          redirect_url: landed.replace("state=", "state=x"),
        }),
      ),
    ).toContain("The login is still open");
    expect(await dataOf({ action: "complete_login", server: "remote", redirect_url: landed })).toEqual({
      ok: true,
    });
    expect((await dataOf({ action: "list_tools", server: "remote" })).tools).toHaveLength(3);
    expect(await dataOf({ action: "login", server: "remote" })).toEqual({ flow: "none" });
    expect(await dataOf({ action: "status", server: "remote" })).toMatchObject([
      { status: "connected", auth: { state: "valid" } },
    ]);
  });

  test("are refused for programs, and where they are switched off", async () => {
    configure({ small: stdio, remote: { url: peer.url } }, { allowLogin: false });
    await open();
    expect(textOf(await mcp({ action: "login", server: "remote" }))).toContain("switched off");
    await host.end();
    configure({ small: stdio });
    await open();
    expect(textOf(await mcp({ action: "login", server: "small" }))).toContain("has no login");
  });

  test("belong to one user of a bot, by a key from a variable or a header", async () => {
    configure({ remote: { url: peer.url, ...noDevice } }, { userKeyEnv: "CHAT_USER" });
    const begin = await run(["login", "remote", "--print-url"], env({ CHAT_USER: "alice" }));
    const landed = await logIn(begin.stdout.trim());
    expect(
      await run(["complete-login", "remote"], env({ CHAT_USER: "alice" }), { input: landed }),
    ).toMatchObject({ code: 0, stderr: "" });
    await open({ CHAT_USER: "alice" });
    expect((await dataOf({ action: "list_tools", server: "remote" })).tools).toHaveLength(3);
    await host.end();
    await open({ CHAT_USER: "bob" });
    expect(textOf(await mcp({ action: "list_tools", server: "remote" }))).toContain("asks for a login");
    await host.end();
    expect(await run(["status", "remote"], env())).toMatchObject({
      stdout: expect.stringContaining("The key of the user is missing"),
    });
    configure(
      { remote: { url: peer.url, ...noDevice, headers: { "X-User": `\${env:WHO}` } } },
      { userKeyHeader: "X-User" },
    );
    const keys = await Promise.all(
      ["alice", "bob"].map(
        async (WHO) =>
          JSON.parse((await run(["status", "remote", "--json"], env({ WHO }))).stdout).servers[0].key,
      ),
    );
    expect(new Set(keys).size).toBe(2);
  });
});
