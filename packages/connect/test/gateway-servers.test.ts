import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { describe, expect, test } from "vitest";
import { environment, hello, program, run, until } from "./support/bin.js";
import { stdio, textOf, useGateway } from "./support/gateway.js";

const { small, env, home, host, configure, open, mcp, dataOf } = useGateway();

describe("programs", () => {
  test("get no secret of the program that started us, only what is named", async () => {
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
    const mark = join(home(), "pid");
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
    expect(await host().end()).toBe(0);
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
  host().send({
    id: 7,
    method: "tools/call",
    params: { name: "mcp", arguments: { action: "call", server: "small", tool: "ask" } },
  });
  const question = await host().next("the question", ({ method }) => method === "elicitation/create");
  expect(question.params).toEqual({ message: "Sure?" });
  host().send({ id: question.id ?? 0, result: { action: "accept" } });
  expect((await host().next("the answer", ({ id }) => id === 7)).result).toMatchObject({
    answer: { action: "accept" },
  });
  await host().end();
  await open({}, { ...hello, capabilities: {} });
  expect((await mcp({ action: "call", server: "small", tool: "ask" })).result).toMatchObject({
    answer: { action: "decline" },
  });
});

test("progress and cancellation of the outer call are those of the inner one", async () => {
  configure({ small: stdio });
  await open();
  host().send({
    id: 7,
    method: "tools/call",
    params: {
      name: "mcp",
      _meta: { progressToken: "outer" },
      arguments: { action: "call", server: "small", tool: "slow" },
    },
  });
  const note = await host().next("the progress", ({ method }) => method === "notifications/progress");
  expect(note.params).toMatchObject({ progressToken: "outer", progress: 1 });
  host().send({ method: "notifications/cancelled", params: { requestId: 7 } });
  await mcp({ action: "call", server: "small", tool: "echo" });
  expect(host().lines.filter(({ id }) => id === 7)).toEqual([]);
  expect(await dataOf({ action: "status", server: "small" })).toMatchObject([
    { status: "connected", in_flight: 0 },
  ]);
});

test("an SDK host of 2026-07-28 can use the gateway", async () => {
  configure({ small: stdio });
  const client = new Client(
    { name: "sdk", version: "1" },
    { capabilities: { elicitation: { form: {} } }, versionNegotiation: { mode: { pin: "2026-07-28" } } },
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
  const asked = await client.callTool({
    name: "mcp",
    arguments: { action: "call", server: "small", tool: "ask" },
  });
  expect(asked).toMatchObject({ answer: { action: "decline" } });
  await client.close();
});

test("an entry of a project that is not approved starts nothing", async () => {
  const folder = join(home(), "repo");
  const mark = join(home(), "started");
  mkdirSync(folder);
  writeFileSync(
    join(folder, ".jackfield-connect.json"),
    JSON.stringify({ mcpServers: { evil: { command: "/usr/bin/touch", args: [mark] } } }),
  );
  await open({}, hello, [], folder);
  expect(await dataOf({ action: "list_servers" })).toMatchObject([{ name: "evil", status: "untrusted" }]);
  expect(textOf(await mcp({ action: "list_tools", server: "evil" }))).toContain("list --approve evil");
  expect(() => readFileSync(mark)).toThrow();
  expect(await run(["list", "--approve", "evil"], env(), { cwd: folder })).toMatchObject({ code: 0 });
});

test("a server that is down is failed, with or without a login, and not in need of one; the next call tries again", async () => {
  configure({ down: { url: "http://127.0.0.1:9/mcp" }, small: stdio });
  await open();
  const answer = textOf(await mcp({ action: "call", server: "down", tool: "x" }));
  expect(answer).toContain("call down x: The MCP server 127.0.0.1:9 cannot be reached");
  const rows = await dataOf({ action: "status" });
  expect(rows.map(({ name, status }: { name: string; status: string }) => [name, status])).toEqual([
    ["down", "failed"],
    ["small", "idle"],
  ]);
  expect(rows[0].last_error).toContain("is the server running?");
  expect(textOf(await mcp({ action: "status", server: "nobody" }))).toContain("There is no server nobody");
});
