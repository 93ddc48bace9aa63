import type { ServerResponse } from "node:http";
import type {
  App,
  EventReader,
  HttpTool,
  LocalTool,
  SecurityScheme,
  Tenant,
  Tool,
} from "@jackfield/contract";
import { afterEach, expect, it } from "vitest";
import { createEngine, type EngineParts, type EngineSettings, type Transport } from "../src/index.js";
import { endAll, json, listen } from "./loopback.js";

afterEach(endAll);

const input = { type: "object", properties: {}, additionalProperties: false } as const;
const hints = { readOnly: true, destructive: false, idempotent: true };
const get: HttpTool = {
  name: "get",
  description: "Gets it.",
  hints,
  input,
  request: { api: "main", method: "GET", path: "/thing" },
};

const client = { clientId: "EX_ID", clientSecret: "EX_SECRET" };
const oauth2: SecurityScheme = {
  type: "oauth2",
  grants: [{ type: "clientCredentials", endpoint: { tokenUrl: "/token" }, variables: client }],
  variables: { token: "EX_TOKEN" },
};

const engineFor = (url: string, tools: readonly Tool[] = [get], settings: Partial<EngineSettings> = {}) => {
  const app: App = {
    definition: {
      name: "example",
      title: "Example",
      version: "1",
      prefix: "EX",
      apis: {
        main: { title: "API", servers: [{ url }], security: [{ oauth2: [] }], schemes: { oauth2 } },
      },
    },
    catalog: async () =>
      tools.map(({ name, description }) => ({
        name,
        description,
        inputSchema: { type: "object" },
        annotations: {
          readOnlyHint: true,
          destructiveHint: false,
          idempotentHint: true,
          openWorldHint: true,
        },
        tags: [],
      })),
    async load({ name }) {
      const tool = tools.find((one) => one.name === name);
      if (tool === undefined) throw new Error("no such tool");
      return tool;
    },
  };
  return (parts: EngineParts = {}) => createEngine(app, { environment: {}, ...settings }, parts);
};

const tenant = (id: string, values: Record<string, string>): Tenant => ({
  id,
  secrets: { get: (name) => values[name] },
});
const call = () => ({ signal: new AbortController().signal });

/** An API with a token endpoint: the token names the client, and the API answers with the header that it got. */
const startApi = (fails: (response: ServerResponse) => unknown = () => false) =>
  listen(({ url, headers }, response) => {
    if (url === "/token" && fails(response) !== false) return;
    const [id] = Buffer.from(headers.authorization?.slice(6) ?? "", "base64")
      .toString()
      .split(":");
    if (url === "/token") return json(response, 200, { access_token: `token-of-${id}`, expires_in: 3600 });
    json(response, 200, { marker: headers.authorization?.slice(-1), echoed: headers.authorization });
  });

it("mints one token per tenant for 200 calls of each at once, first or expired, heals after an outage, and mixes nothing up", async () => {
  let down = false;
  const { url, asked } = await startApi((response) => down && json(response, 503, { error: "down" }));
  let now = Date.now();
  const clock = { now: () => now, random: () => 0, sleep: async () => undefined };
  const engine = engineFor(url)({ clock });
  const tenants = ["1", "2", "3", "4", "5"].map((id) =>
    tenant(`tenant-${id}`, { EX_ID: `client-${id}`, EX_SECRET: `secret-canary-${id}` }),
  );
  const callAll = () =>
    Promise.all(
      tenants.flatMap((one) =>
        Array.from({ length: 200 }, async () => {
          const { isError, structuredContent } = await engine.session(one).call("get", {}, call());
          if (isError) return false;
          expect(structuredContent).toMatchObject({ marker: one.id.slice(-1), echoed: "Bearer ***" });
          return true;
        }),
      ),
    );
  const minted = (): number => asked.filter((request) => request.url === "/token").length;
  const later = (hours: number): void => {
    now += hours * 3_600_000;
  };
  expect(new Set(await callAll())).toEqual(new Set([true]));
  expect(minted()).toBe(5);
  later(2);
  expect(new Set(await callAll())).toEqual(new Set([true]));
  expect(minted()).toBe(10);
  later(2);
  down = true;
  expect(new Set(await callAll())).toEqual(new Set([false]));
  down = false;
  later(1);
  const before = minted();
  expect(new Set(await callAll())).toEqual(new Set([true]));
  expect(minted()).toBe(before + 5);
  await engine.close();
});

it("uses a new secret at once, and shows neither the old one nor the new one", async () => {
  const { url, asked } = await startApi();
  const values: Record<string, string> = { EX_ID: "first", EX_SECRET: "first-secret-canary" };
  const engine = engineFor(url)();
  const session = engine.session(tenant("t", values));
  await session.call("get", {}, call());
  Object.assign(values, { EX_ID: "second", EX_SECRET: "second-secret-canary" });
  const result = await session.call("get", {}, call());
  expect(asked.at(-1)?.headers.authorization).toBe("Bearer token-of-second");
  expect(JSON.stringify(result)).not.toMatch(/token-of|canary/);
  values.EX_TOKEN = "ready-token-canary";
  await session.call("get", {}, call());
  expect(asked.at(-1)?.headers.authorization).toBe("Bearer ready-token-canary");
  await engine.close();
});

it("keeps the session of a tenant, also when the tenant comes as another object", () => {
  const engine = engineFor("https://api.example.com")();
  const one = tenant("t", {});
  expect(engine.session({ ...one })).toBe(engine.session(one));
  expect(engine.session(tenant("t", {}))).not.toBe(engine.session(one));
});

it("forgets the least recently used of a thousand sessions", () => {
  const engine = engineFor("https://api.example.com")();
  const tenants = Array.from({ length: 1001 }, (_, n) => tenant(`t${n}`, {}));
  const sessions = tenants.slice(0, 1000).map((one) => engine.session(one));
  const [first, second, last] = [tenants[0], tenants[1], tenants[1000]];
  if (!first || !second || !last) throw new Error("tenants are missing");
  engine.session(first);
  engine.session(last);
  expect(engine.session(first)).toBe(sessions[0]);
  expect(engine.session(second)).not.toBe(sessions[1]);
});

it("lets a hand-written tool call others for its tenant, and write to the log without secrets", async () => {
  const { url } = await startApi();
  const log: string[] = [];
  const both: LocalTool = {
    name: "both",
    description: "Calls get.",
    hints,
    input,
    async run(_, { request, tenant: caller, log: write }) {
      write(`for ${caller.id} with ${caller.secrets.get("EX_SECRET")}`);
      const missing = await request("gett", {});
      return { content: [...(await request("get", {})).content, ...missing.content] };
    },
  };
  const engine = engineFor(url, [get, both], { report: (line) => log.push(line) })();
  const values = { EX_ID: "id", EX_SECRET: "secret-canary" };
  const result = await engine.session(tenant("t", values)).call("both", {}, call());
  expect(JSON.stringify(result)).toContain('did you mean \\\\\\"get\\\\\\"');
  expect(JSON.stringify(result)).toContain("marker");
  expect(log).toEqual(["tool both: for t with ***"]);
  await engine.close();
});

it("takes what a tool in plain JavaScript returns or throws at once", async () => {
  const word: unknown = () => ({ content: [{ type: "text", text: "at once" }] });
  const fault: unknown = () => {
    throw new Error("no promise");
  };
  const tool = (name: string, run: unknown): LocalTool => ({
    ...{ name, description: "Answers.", hints, input },
    run: run as LocalTool["run"], // JavaScript has no types
  });
  const engine = engineFor("http://127.0.0.1:9", [tool("word", word), tool("fault", fault)])();
  const session = engine.session(tenant("t", {}));
  expect(await session.call("word", {}, call())).toMatchObject({ content: [{ text: "at once" }] });
  expect(await session.call("fault", {}, call())).toMatchObject({ isError: true });
  await engine.close();
});

it("sends through the transport that it is given", async () => {
  const sent: string[] = [];
  const transport: Transport = {
    async send({ url }) {
      sent.push(url);
      throw Object.assign(new Error("no network"), { code: "ECONNREFUSED" });
    },
    close: async () => void sent.push("closed"),
  };
  const engine = engineFor("https://api.example.com")({ transport });
  const result = await engine.session(tenant("t", { EX_TOKEN: "ready-token" })).call("get", {}, call());
  expect(result.isError).toBe(true);
  await engine.close();
  expect(sent.at(0)).toBe("https://api.example.com/thing");
  expect(sent.at(-1)).toBe("closed");
});

it("gives a hand-written tool the events of its caller's tenant", async () => {
  const newest: LocalTool = {
    ...{ name: "newest", description: "Names its log.", hints, input },
    run: async (_, { events }) => ({ content: [{ type: "text", text: String(await events?.newest()) }] }),
  };
  const app = engineFor("http://127.0.0.1:9", [newest])().app;
  const readerOf = (id: string) => ({ newest: async () => `of ${id}` }) as EventReader; // the tool uses no more
  const engine = createEngine(app, { environment: {} }, { events: readerOf });
  const call = (id: string) =>
    engine.session(tenant(id, {})).call("newest", {}, { signal: new AbortController().signal });
  expect(await Promise.all([call("a"), call("b")])).toMatchObject([
    { content: [{ text: "of a" }] },
    { content: [{ text: "of b" }] },
  ]);
});
