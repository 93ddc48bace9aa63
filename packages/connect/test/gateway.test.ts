import { describe, expect, test } from "vitest";
import { hello, start, until } from "./support/bin.js";
import { stdio, textOf, useGateway } from "./support/gateway.js";

const { env, host, configure, open, mcp, dataOf } = useGateway();

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
      /call server=small tool=echo arguments=sha256:[0-9a-f]{16} ms=\d+ outcome=ok/.test(host().stderr()),
    );
    expect(host().stderr()).not.toContain("987654321");
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
    const { result } = await host().ask("list", "tools/list");
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
    const { result } = await host().ask("list", "tools/list");
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
    expect((await host().ask("list", "tools/list")).result?.tools).toHaveLength(2);
  });
});
