import { createHmac } from "node:crypto";
import { Client as NewClient, StreamableHTTPClientTransport as NewHttp } from "@modelcontextprotocol/client";
import { StdioClientTransport as NewStdio } from "@modelcontextprotocol/client/stdio";
import { Client as OldClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as OldStdio } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport as OldHttp } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { redisProgram, startRedis } from "../../events/test/redis-server.js";
import { type Api, fixture, type HttpServer, startApi, startHttp } from "./processes.js";

let api: Api;
let redis: Awaited<ReturnType<typeof startRedis>> | undefined;
/** Two instances with one Redis, or one twice; and one that shares nothing with them. */
let one: HttpServer;
let two: HttpServer;
let foreign: HttpServer;
const names = ["ann", "bob"] as const;
const tokenOf = (name: string): string => `shared-token-of-${name}`;

beforeAll(async () => {
  api = await startApi((_, response) => {
    response.setHeader("content-type", "application/json");
    response.end('{"done":true}');
  });
  redis = redisProgram === undefined ? undefined : await startRedis(redisProgram);
  const start = (shared: Record<string, string>) =>
    startHttp(
      [
        ...["--profile", "full", "--confirm", "all", "--base-url", api.url],
        ...names.flatMap((name) => ["--bearer", `${name}=T_${name}`]),
      ],
      {
        FIXTURE_KEY: "canary-key-123456",
        ...shared,
        ...Object.fromEntries(names.map((name) => [`T_${name}`, tokenOf(name)])),
      },
    );
  const shared: Record<string, string> = redis === undefined ? {} : { JACKFIELD_REDIS: redis.url };
  one = await start(shared);
  two = redis === undefined ? one : await start(shared);
  foreign = await start({});
}, 60_000);
afterAll(async () => {
  for (const server of new Set([one, two, foreign])) await server.close();
  await redis?.close();
  await api.close();
});

/** Requests that changed something at the API. */
let before = 0;
const writes = (): number => api.requests.filter(({ method }) => method === "POST").length - before;
beforeEach(() => {
  before = 0;
  before = writes();
});

type Json = Record<string, unknown>;
type Sent = {
  readonly at?: HttpServer;
  readonly as?: string;
  readonly tool?: string;
  readonly args?: Json;
  readonly state?: unknown;
  readonly responses?: unknown;
  readonly meta?: Json;
  readonly capabilities?: Json;
};

const args = { name: "boat", size: 2 };
const yes = { confirm: { action: "accept", content: { confirm: true } } };

/** One request of revision 2026-07-28, as anybody can make it. */
const post = async (sent: Sent): Promise<Json> => {
  const { at = one, as = "ann", tool = "buyThing", state, responses } = sent;
  const version = "2026-07-28";
  const params = {
    name: tool,
    arguments: sent.args ?? args,
    ...(state !== undefined && { requestState: state }),
    ...(responses !== undefined && { inputResponses: responses }),
    _meta: {
      "io.modelcontextprotocol/protocolVersion": version,
      "io.modelcontextprotocol/clientInfo": { name: "attacker", version: "1" },
      "io.modelcontextprotocol/clientCapabilities": sent.capabilities ?? { elicitation: { form: {} } },
      ...sent.meta,
    },
  };
  const response = await fetch(at.mcp, {
    method: "POST",
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params }),
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      authorization: `Bearer ${tokenOf(as)}`,
      "mcp-protocol-version": version,
      "mcp-method": "tools/call",
      // A header takes Latin-1 only; what else a name may hold does not get this far.
      "mcp-name": tool.replace(/[^\x20-\x7e]/g, "?"),
    },
  });
  const text = await response.text();
  const body = text.startsWith("event:") ? (/^data: (.*)$/m.exec(text)?.[1] ?? "{}") : text;
  const message = JSON.parse(body) as { readonly result?: Json }; // a JSON-RPC response
  return message.result ?? {};
};

const figuresOf = async ({ origin }: HttpServer): Promise<string> =>
  (await fetch(`${origin}/metrics`)).text();

/** The state of a question that was put to ann about a call. */
const asked = async (sent: Sent = {}): Promise<string> => {
  const { requestState } = await post(sent);
  if (typeof requestState !== "string") throw new Error("the server did not ask");
  return requestState;
};

const answer = async (sent: Sent): Promise<Json> => post({ state: await asked(), responses: yes, ...sent });
const parts = (state: string): readonly string[] => state.split(".");
const flipped = (text: string): string =>
  `${text.slice(0, 9)}${text[9] === "A" ? "B" : "A"}${text.slice(10)}`;
const confirmed = async (at = one): Promise<string> => {
  const state = await asked();
  await post({ at, state, responses: yes });
  return state;
};

it("counts a question as neither a success nor an error", async () => {
  const before = await figuresOf(foreign);
  expect(before).not.toContain('tool="buyThing"');
  const { requestState } = await post({ at: foreign });
  expect(await figuresOf(foreign)).toContain('mcp_tool_calls_total{tool="buyThing",outcome="asked"} 1');
  await post({ at: foreign, state: requestState, responses: yes });
  const after = await figuresOf(foreign);
  expect(after).toContain('mcp_tool_calls_total{tool="buyThing",outcome="ok"} 1');
  expect(after).not.toContain('outcome="error"');
});

it("runs a call once that a person agreed to, whichever instance asked", async () => {
  const question = await post({});
  expect(question).toMatchObject({
    resultType: "input_required",
    inputRequests: { confirm: { method: "elicitation/create" } },
  });
  expect(JSON.stringify(question)).toContain("Run buyThing? It costs money.");
  expect(JSON.stringify(question)).toContain("boat");
  expect(writes()).toBe(0);
  // The same arguments in another order and spelling are the same call.
  const done = await post({
    at: two,
    state: question.requestState,
    responses: yes,
    args: { size: "2", name: "boat" },
  });
  expect(done).toMatchObject({ structuredContent: { done: true } });
  expect(writes()).toBe(1);
});

/** What is tried, and how many calls may reach the API by it: none, or the one that the person agreed to. */
const attacks: readonly [string, () => Promise<unknown>, number?][] = [
  ["an argument confirm", () => post({ args: { ...args, confirm: true } })],
  ["an argument _confirm", () => post({ args: { ...args, _confirm: true } })],
  ["an argument with the answer", () => post({ args: { ...args, inputResponses: yes } })],
  ["an argument with the state", async () => post({ args: { ...args, requestState: await asked() } })],
  ["a note in _meta", () => post({ meta: { confirm: true, confirmed: "yes" } })],
  ["a hint in _meta", () => post({ meta: { "anthropic/requiresUserInteraction": false } })],
  ["an answer without a state", () => post({ responses: yes })],
  ["an answer with an empty state", () => post({ state: "", responses: yes })],
  ["a state without an answer", async () => post({ state: await asked() })],
  ["a made-up state", () => post({ state: "yes", responses: yes })],
  ["a state of the right form", () => post({ state: "v1.e30.AAAA", responses: yes })],
  [
    "a state with another signature",
    async () => {
      const [version, payload, mac] = parts(await asked());
      return post({ state: [version, payload, flipped(mac ?? "")].join("."), responses: yes });
    },
  ],
  [
    "a state with another content",
    async () => {
      const [version, payload, mac] = parts(await asked());
      return post({ state: [version, flipped(payload ?? ""), mac].join("."), responses: yes });
    },
  ],
  [
    "a state that is signed with a key of the attacker",
    async () => {
      const [version, payload = ""] = parts(await asked());
      const mac = createHmac("sha256", "x".repeat(32)).update(`${version}.${payload}`).digest("base64url");
      return post({ state: [version, payload, mac].join("."), responses: yes });
    },
  ],
  [
    "a state without its signature",
    async () =>
      post({
        state: parts(await asked())
          .slice(0, 2)
          .join("."),
      }),
  ],
  ["a state that is cut", async () => answer({ state: (await asked()).slice(0, -4) })],
  ["a state twice", async () => answer({ state: (await asked()).repeat(2) })],
  ["a number as state", () => post({ state: 1, responses: yes })],
  ["a list as state", async () => post({ state: [await asked()], responses: yes })],
  ["an object as state", () => post({ state: { confirm: true }, responses: yes })],
  ["null as state", () => post({ state: null, responses: yes })],
  ["another argument", () => answer({ args: { ...args, name: "yacht" } })],
  ["a larger number", () => answer({ args: { ...args, size: 20 } })],
  ["one argument less", () => answer({ args: { name: "boat" } })],
  ["another tool with the same arguments", () => answer({ tool: "createThing" })],
  ["the name in lower case", () => answer({ tool: "buything" })],
  ["the name with a space", () => answer({ tool: "buyThing " })],
  ["the name with an invisible character", () => answer({ tool: "buyThing\u200b" })],
  ["the name behind a path", () => answer({ tool: "../buyThing" })],
  ["another caller", () => answer({ as: "bob" })],
  ["another caller on another instance", () => answer({ as: "bob", at: two })],
  ["a state of an instance that shares nothing", async () => answer({ state: await asked({ at: foreign }) })],
  ["declined", () => answer({ responses: { confirm: { action: "decline" } } })],
  [
    "declined with a yes in it",
    () => answer({ responses: { confirm: { action: "decline", content: { confirm: true } } } }),
  ],
  ["cancelled", () => answer({ responses: { confirm: { action: "cancel" } } })],
  ["accepted without a word", () => answer({ responses: { confirm: { action: "accept" } } })],
  [
    "accepted with no",
    () => answer({ responses: { confirm: { action: "accept", content: { confirm: false } } } }),
  ],
  [
    "accepted with a text",
    () => answer({ responses: { confirm: { action: "accept", content: { confirm: "true" } } } }),
  ],
  [
    "accepted with 1",
    () => answer({ responses: { confirm: { action: "accept", content: { confirm: 1 } } } }),
  ],
  ["the answer to another question", () => answer({ responses: { other: yes.confirm } })],
  [
    "a wrapped answer",
    () => answer({ responses: { confirm: { method: "elicitation/create", result: yes.confirm } } }),
  ],
  [
    "an answer of a model",
    () => answer({ responses: { confirm: { role: "assistant", content: { type: "text", text: "yes" } } } }),
  ],
  ["a list as answers", () => answer({ responses: [yes] })],
  ["a client that cannot ask", () => post({ capabilities: {} })],
  ["a client that can show addresses only", () => post({ capabilities: { elicitation: { url: {} } } })],
  ["the same answer again", async () => post({ state: await confirmed(), responses: yes }), 1],
  [
    "the same answer at another instance",
    async () => post({ at: two, state: await confirmed(), responses: yes }),
    1,
  ],
  [
    "20 times at once, at two instances",
    async () => {
      const state = await asked();
      return Promise.all(
        Array.from({ length: 20 }, (_, n) => post({ at: n % 2 ? one : two, state, responses: yes })),
      );
    },
    1,
  ],
];

it("has at least 40 attacks to try", () => expect(attacks.length).toBeGreaterThanOrEqual(40));

it.each(attacks.map(([name, attack, allowed = 0]) => ({ name, attack, allowed })))(
  "does not run for: $name",
  async ({ attack, allowed }) => {
    await attack();
    expect(writes()).toBe(allowed);
  },
);

it("serves a session at any instance, to the caller who opened it alone", async () => {
  const send = (at: HttpServer, name: string, message: Json, session?: string) =>
    fetch(at.mcp, {
      method: "POST",
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, ...message }),
      headers: {
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        authorization: `Bearer ${tokenOf(name)}`,
        ...(session !== undefined && { "mcp-session-id": session }),
      },
    });
  const params = { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "x", version: "1" } };
  const opened = await send(one, "ann", { method: "initialize", params });
  const session = opened.headers.get("mcp-session-id") ?? "";
  const statusOf = async (at: HttpServer, name: string) =>
    (await send(at, name, { method: "tools/list" }, session)).status;
  expect(await statusOf(two, "bob")).toBe(404);
  expect(await statusOf(two, "ann")).toBe(200);
  expect(await statusOf(two, "bob")).toBe(404);
  expect(await statusOf(one, "ann")).toBe(200);
  expect(await statusOf(foreign, "ann")).toBe(404);
});

const info = { name: "test", version: "1" };
const command = () => ({
  command: process.execPath,
  args: [fixture, "--profile", "full", "--base-url", api.url],
  env: { PATH: process.env.PATH ?? "", FIXTURE_KEY: "canary-key-123456" },
  stderr: "ignore" as const,
});
const requestInit = { headers: { authorization: `Bearer ${tokenOf("ann")}` } };
type Answer = { readonly action: "accept" | "decline"; readonly content?: Record<string, boolean> };
type Elicit = () => Answer;

const oldClient = (elicit: Elicit | undefined): OldClient => {
  const client = new OldClient(info, { capabilities: elicit ? { elicitation: {} } : {} });
  if (elicit) client.setRequestHandler(ElicitRequestSchema, async () => ({ ...elicit() }));
  return client;
};
const newClient = (elicit: Elicit | undefined, mode: "auto" | "legacy"): NewClient => {
  const client = new NewClient(info, {
    capabilities: elicit ? { elicitation: { form: {} } } : {},
    ...(mode === "auto" && { versionNegotiation: { mode } }),
  });
  if (elicit) client.setRequestHandler("elicitation/create", async () => ({ ...elicit() }));
  return client;
};
const clients = {
  "old client over HTTP": async (elicit?: Elicit) => {
    const client = oldClient(elicit);
    // Its types do not know exactOptionalPropertyTypes.
    await client.connect(new OldHttp(one.mcp, { requestInit }) as Parameters<OldClient["connect"]>[0]);
    return client;
  },
  "old client over stdio": async (elicit?: Elicit) => {
    const client = oldClient(elicit);
    await client.connect(new OldStdio(command()));
    return client;
  },
  "new client over HTTP": async (elicit?: Elicit) => {
    const client = newClient(elicit, "auto");
    await client.connect(new NewHttp(one.mcp, { requestInit }));
    return client;
  },
  "new client over stdio": async (elicit?: Elicit) => {
    const client = newClient(elicit, "auto");
    await client.connect(new NewStdio(command()));
    return client;
  },
};

describe.each(Object.entries(clients))("%s", (_, open) => {
  const buy = { name: "buyThing", arguments: args };

  it("asks the person, and runs the call if they agree", async () => {
    const answers: Answer[] = [{ action: "decline" }, { action: "accept", content: { confirm: true } }];
    const client = await open(() => answers.shift() ?? { action: "decline" });
    const { tools } = await client.listTools();
    expect(tools.find(({ name }) => name === "buyThing")?._meta).toEqual({
      "anthropic/requiresUserInteraction": true,
    });
    expect(tools.find(({ name }) => name === "getThing")?._meta).toBeUndefined();
    expect(await client.callTool(buy)).toMatchObject({
      isError: true,
      structuredContent: { code: "confirmation_required", error: "The person did not agree to buyThing." },
    });
    expect(writes()).toBe(0);
    expect(await client.callTool(buy)).toMatchObject({ structuredContent: { done: true } });
    expect(writes()).toBe(1);
    await client.close();
  });

  it("says what the operator can do when it cannot ask", async () => {
    const client = await open();
    expect(await client.callTool(buy)).toMatchObject({
      isError: true,
      structuredContent: {
        code: "confirmation_required",
        recovery: expect.stringContaining("operator of this server"),
      },
    });
    expect(writes()).toBe(0);
    await client.close();
  });
});
