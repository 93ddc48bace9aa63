import {
  type App,
  type LocalTool,
  localTenant,
  type Principal,
  recordOf,
  type Tool,
} from "@jackfield/contract";
import { createMcpHandler, isLegacyRequest } from "@modelcontextprotocol/server";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { createEngine, httpHandler, memoryClaims, offerTools } from "../src/index.js";
import type { CallerIdentity } from "../src/mcp/caller.js";
import { withoutNullArguments } from "../src/mcp/message.js";
import { serverFactory } from "../src/mcp/server.js";

const input = {
  type: "object",
  properties: { text: { type: "string" } },
  additionalProperties: false,
} as const;
const hints = { readOnly: true, destructive: false, idempotent: true };
const local = (name: string, run: LocalTool["run"], more: Partial<LocalTool> = {}): Tool => ({
  ...{ name, description: `${name}.`, hints, input, run },
  ...more,
});

/** Calls that wait for their end. */
const waiting: AbortSignal[] = [];

const tools: readonly Tool[] = [
  local("echo", async (args, { tenant, principal }) => ({
    content: [{ type: "text", text: JSON.stringify([args, tenant.id, principal ?? null]) }],
    structuredContent: { ...args },
  })),
  local("odd", async () => ({ content: [{ type: "odd" } as unknown as { type: "text"; text: string }] })),
  local("nothing", async () => ({ content: [] })),
  local("draws", async () => ({ content: [{ type: "image", data: "QQ==", mimeType: "image/png" }] })),
  local("adds", async () => ({ content: [], more: 1, structuredContent: { a: [null] } })),
  local("fails", async () => {
    throw new Error("broken");
  }),
  local("tells", async (_, { progress, tell }) => {
    progress(1, 2, "half");
    tell("a line", "warning");
    progress(2, 2);
    return { content: [{ type: "text", text: "told" }] };
  }),
  local("asks", async (_, { ask }) => {
    const schema = { type: "object", properties: { size: { type: "integer" } } } as const;
    const answer = await ask({ kind: "form", name: "size", message: "How large?", schema });
    return { content: [{ type: "text", text: JSON.stringify(answer) }] };
  }),
  local("insists", async (_, { ask }) => {
    const answer = await ask({ kind: "roots", name: "roots", required: true });
    return { content: [{ type: "text", text: JSON.stringify(answer) }] };
  }),
  local("buys", async () => ({ content: [{ type: "text", text: "bought" }] }), {
    hints: { ...hints, readOnly: false },
    confirm: "billable",
  }),
  local("waits", (_, { signal, progress }) => {
    waiting.push(signal);
    progress(1);
    return new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("ended"))));
  }),
];

const app: App = {
  definition: { name: "x", title: "X", version: "1", prefix: "X", apis: {} },
  catalog: async () => tools.map((tool) => recordOf(tool, false)),
  async load({ name }) {
    const tool = tools.find((one) => one.name === name);
    if (tool === undefined) throw new Error("no such tool");
    return tool;
  },
};
const offer = offerTools(createEngine(app, { environment: {} }), app, { mode: "all" });
const claims = memoryClaims();
const ann: Principal = { issuer: "i", subject: "ann", scopes: ["a"] };
const callerOf = (request: Request): CallerIdentity => {
  const name = request.headers.get("x-caller");
  return { tenant: { ...localTenant({}), id: name ?? "nobody" }, ...(name && { principal: ann }) };
};

const reports: string[] = [];
const door = httpHandler(offer, async (request) => callerOf(request), {
  allowedHosts: ["127.0.0.1"],
  claims,
  report: ({ message }) => void reports.push(message),
});
/** What the SDK makes of the same requests by its own handler, with a server for each. */
const { serverFor } = serverFactory(offer, "private", claims);
const handler = createMcpHandler(({ requestInfo }) => serverFor(callerOf(requestInfo as Request)), {
  legacy: "reject",
});
afterAll(() => Promise.all([door.close(), handler.close()]));

const version = "2026-07-28";
const meta = {
  "io.modelcontextprotocol/protocolVersion": version,
  "io.modelcontextprotocol/clientInfo": { name: "test", version: "1" },
  "io.modelcontextprotocol/clientCapabilities": {},
};
const able = { "io.modelcontextprotocol/clientCapabilities": { elicitation: { form: {} }, roots: {} } };

type Sent = {
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string | undefined>>;
};
const call = (name: unknown, more: object = {}, given: object = {}): unknown => ({
  jsonrpc: "2.0",
  id: 1,
  method: "tools/call",
  params: { name, arguments: {}, _meta: { ...meta, ...given }, ...more },
});

const requestFor = ({ body, headers = {} }: Sent, signal?: AbortSignal): Request => {
  const name = (body as { params?: { name?: unknown } } | undefined)?.params?.name;
  const all = {
    host: "127.0.0.1",
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
    "mcp-protocol-version": version,
    "mcp-method": "tools/call",
    "mcp-name": typeof name === "string" ? name : undefined,
    ...headers,
  };
  const given = Object.entries(all).filter((one): one is [string, string] => one[1] !== undefined);
  const init = { method: "POST", headers: given, body: JSON.stringify(body) };
  return new Request("http://127.0.0.1/mcp", { ...init, ...(signal && { signal }) });
};

/** Seals differ with every question. */
const masked = (text: string): string => text.replace(/"requestState":"[^"]*"/g, '"requestState":"sealed"');

type Seen = { readonly status: number; readonly headers: object; readonly body: string };
const seen = async (answer: Awaited<ReturnType<typeof door.fetch>>): Promise<Seen> => {
  if (!(answer instanceof Response))
    return { status: 200, headers: { "content-type": "application/json" }, body: masked(answer.json) };
  const { status, headers } = answer;
  return { status, headers: Object.fromEntries(headers), body: masked(await answer.text()) };
};
const ours = async (sent: Sent) => seen(await door.fetch(requestFor(sent)));
const theirs = async (sent: Sent) =>
  seen(
    await handler.fetch(requestFor(sent), {
      parsedBody: withoutNullArguments(JSON.parse(JSON.stringify(sent.body))),
    }),
  );

const none = undefined;
const cases: Readonly<Record<string, Sent>> = {
  "a plain call": { body: call("echo", { arguments: { text: "häh?" } }) },
  "a caller who signed in": { body: call("echo"), headers: { "x-caller": "acme" } },
  "an id that is text": { body: { ...(call("echo") as object), id: "a-1" } },
  "no arguments": { body: call("echo", { arguments: none }) },
  "wrong arguments": { body: call("echo", { arguments: { text: {}, more: 1 } }) },
  "arguments that are a list": { body: call("echo", { arguments: [1] }) },
  "a result without content": { body: call("nothing") },
  "a result that is none": { body: call("odd") },
  "a result with a picture": { body: call("draws") },
  "a result with a member that MCP does not have": { body: call("adds") },
  "arguments with a member of every object": {
    body: call("echo", { arguments: JSON.parse('{"__proto__":{"text":1},"text":"a"}') }),
  },
  "a tool that fails": { body: call("fails") },
  "an unknown tool": { body: call("ech") },
  "a name that is not a text": { body: call(7) },
  "no params but the envelope": {
    body: { jsonrpc: "2.0", id: 1, method: "tools/call", params: { _meta: meta } },
  },
  "progress that nobody asked for": { body: call("tells") },
  "progress and lines of the log": {
    body: call("tells", {}, { progressToken: "p", "io.modelcontextprotocol/logLevel": "info" }),
  },
  "progress of a call that fails": { body: call("fails", {}, { progressToken: 3 }) },
  "a token of progress for an unknown tool": { body: call("ech", {}, { progressToken: 3 }) },
  "a question": { body: call("asks", {}, able) },
  "a question to a client that cannot be asked": { body: call("asks") },
  "a question that has to be answered": { body: call("insists") },
  "a tool that a person confirms": { body: call("buys", {}, able) },
  "nobody to confirm it": { body: call("buys") },
  "state that was not sealed here": {
    body: call("buys", { requestState: "v1.x.y", inputResponses: {} }, able),
  },
  "state that is not a text": { body: call("buys", { requestState: 5 }, able) },
  "answers that are none": { body: call("asks", { inputResponses: 5 }, able) },
  "another version in the header": { body: call("echo"), headers: { "mcp-protocol-version": "2027-01-01" } },
  "another version in both": {
    body: call("echo", {}, { "io.modelcontextprotocol/protocolVersion": "2027-01-01" }),
    headers: { "mcp-protocol-version": "2027-01-01" },
  },
  "no version in the header": { body: call("echo"), headers: { "mcp-protocol-version": none } },
  "another method in the header": { body: call("echo"), headers: { "mcp-method": "tools/list" } },
  "no method in the header": { body: call("echo"), headers: { "mcp-method": none } },
  "another name in the header": { body: call("echo"), headers: { "mcp-name": "fails" } },
  "no name in the header": { body: call("echo"), headers: { "mcp-name": none } },
  "a name in base64": { body: call("echo"), headers: { "mcp-name": "=?base64?ZWNobw==?=" } },
  "a name in broken base64": { body: call("echo"), headers: { "mcp-name": "=?base64?%?=" } },
  "blanks around the headers": {
    body: call("echo"),
    headers: { "mcp-name": " echo ", "mcp-method": "tools/call\t", "mcp-protocol-version": ` ${version}` },
  },
  "an envelope without capabilities": {
    body: call("echo", {}, { "io.modelcontextprotocol/clientCapabilities": none }),
  },
  "an envelope with a client that is none": {
    body: call("echo", {}, { "io.modelcontextprotocol/clientInfo": 5 }),
  },
  "no envelope": { body: call("echo", { _meta: none }) },
  "a notification": { body: { jsonrpc: "2.0", method: "tools/call", params: { name: "echo", _meta: meta } } },
  "members that JSON-RPC does not have": { body: { ...(call("echo") as object), more: 1 } },
  "an id that is null": { body: { ...(call("echo") as object), id: null } },
  "a method that there is not": {
    body: { ...(call("echo") as object), method: "tools/none" },
    headers: { "mcp-method": "tools/none" },
  },
  "the list": {
    body: { ...(call("echo") as object), method: "tools/list" },
    headers: { "mcp-method": "tools/list" },
  },
};

describe("one server for the calls of all requests answers as one for each does", () => {
  it.each(Object.entries(cases))("%s, and once more", async (_, sent) => {
    const expected = await theirs(sent);
    expect(await ours(sent)).toEqual(expected);
    // The envelope is known now.
    expect(await ours(sent)).toEqual(expected);
  });

  it("whatever is sent, also at the same time", async () => {
    const odd = fc.constantFrom<unknown>(undefined, null, 0, -1, 1.5, "", "x", true, [], {}, { a: null });
    const patched = (value: object, changes: Readonly<Record<string, unknown>>): object => ({
      ...value,
      ...changes,
    });
    const some = (keys: readonly string[]) =>
      fc.dictionary(fc.constantFrom(...keys), odd, { maxKeys: 1, noNullPrototype: true });
    const header = fc.constantFrom(
      undefined,
      "",
      "echo",
      "tools/call",
      version,
      "=?base64?ZWNobw==?=",
      "2025-11-25",
    );
    const sent = fc
      .record({
        tool: fc.constantFrom(...tools.map(({ name }) => name).filter((name) => name !== "waits"), "unknown"),
        message: some(["jsonrpc", "id", "method", "params", "result", "more"]),
        params: some(["name", "arguments", "requestState", "inputResponses", "task", "more"]),
        meta: some([
          ...Object.keys(meta),
          "progressToken",
          "io.modelcontextprotocol/logLevel",
          "traceparent",
        ]),
        headers: fc.dictionary(fc.constantFrom("mcp-name", "mcp-method", "mcp-protocol-version"), header, {
          maxKeys: 1,
          noNullPrototype: true,
        }),
      })
      .map(({ tool, message, params, meta, headers }): Sent => {
        const body = call(tool, params, meta);
        return { body: patched(body as object, message), headers };
      });
    await fc.assert(
      fc.asyncProperty(fc.array(sent, { minLength: 1, maxLength: 8 }), async (all) => {
        const modern: Sent[] = [];
        for (const one of all) if (!(await isLegacyRequest(requestFor(one)))) modern.push(one);
        expect(await Promise.all(modern.map(ours))).toEqual(await Promise.all(modern.map(theirs)));
      }),
      { numRuns: 150 },
    );
  }, 60_000);

  it("a client that has gone ends its own call only", async () => {
    const controllers = [new AbortController(), new AbortController()];
    const begun = waiting.length;
    const answers = controllers.map(({ signal }) => door.fetch(requestFor({ body: call("waits") }, signal)));
    await expect.poll(() => waiting.length).toBe(begun + 2);
    controllers[0]?.abort();
    expect(await answers[0]).toMatchObject({ status: 499 });
    expect(waiting.slice(begun).map(({ aborted }) => aborted)).toEqual([true, false]);
    controllers[1]?.abort();
    expect(await answers[1]).toMatchObject({ status: 499 });
    const early = AbortSignal.abort();
    expect(await door.fetch(requestFor({ body: call("waits") }, early))).toMatchObject({ status: 499 });
    expect(waiting).toHaveLength(begun + 2);
  });

  it("a client that has gone in the middle of a stream ends its call", async () => {
    const controller = new AbortController();
    const begun = waiting.length;
    const body = call("waits", {}, { progressToken: 1 });
    const answer = await door.fetch(requestFor({ body }, controller.signal));
    expect(waiting[begun]?.aborted).toBe(false);
    controller.abort();
    expect(await seen(answer)).toMatchObject({
      body: expect.stringMatching(/^event: message\ndata: .*"progress":1/),
    });
    expect(waiting[begun]?.aborted).toBe(true);
  });
});

it("ends the calls under way when it closes", async () => {
  const own = httpHandler(offer, async (request) => callerOf(request), { allowedHosts: ["127.0.0.1"] });
  const begun = waiting.length;
  const answer = own.fetch(requestFor({ body: call("waits") }));
  await expect.poll(() => waiting.length).toBe(begun + 1);
  await own.close();
  expect(await answer).toMatchObject({ status: 499 });
  expect(waiting[begun]?.aborted).toBe(true);
  await expect(own.fetch(requestFor({ body: call("echo") }))).rejects.toThrow("closed");
});
