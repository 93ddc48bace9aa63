import type { IncomingMessage, ServerResponse } from "node:http";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import {
  type App,
  errorResult,
  type HttpTool,
  type LocalTool,
  recordOf,
  type Tool,
} from "@jackfield/contract";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { spellings, undone } from "../../runtime/test/spellings.js";
import { serve } from "../src/index.js";
import { readOptions } from "../src/options.js";
import { type Api, startApi } from "./processes.js";

/** What one run plants. Nothing of it may show, except `data` in answers to the caller whose data it is. */
type Planted = {
  readonly key: string;
  readonly clientSecret: string;
  readonly accessToken: string;
  readonly bearer: string;
  readonly wrongBearer: string;
  readonly cookie: string;
  readonly data: string;
};

/** How the API gives secrets back. */
type Reply = {
  readonly status: number;
  readonly type: string;
  readonly place: string;
  readonly spelling: string;
};

const environment: Record<string, string> = { X_ID: "robot" };
/** Everything that operators see, and everything that callers get. */
const operator: string[] = [];
const answers: string[] = [];
let planted: Planted;
let reply: Reply;
let api: Api;
let collector: Api;
let origin = "";
let end = (): void => undefined;
let ended: Promise<number>;

const secretsOf = ({ data: _, ...secrets }: Planted): readonly string[] => Object.values(secrets);

const answer = ({ headers }: IncomingMessage, response: ServerResponse): void => {
  const spelled = spellings[reply.spelling] ?? ((one: string) => one);
  // Before it is used, an access token is nobody's secret.
  const token = headers.authorization?.slice("Bearer ".length) ?? "";
  const all = [planted.key, planted.clientSecret, token].map(spelled).join(" ");
  const body = reply.type.endsWith("json")
    ? JSON.stringify({ message: all, data: planted.data, [all]: 1 })
    : all;
  const header = encodeURIComponent(planted.key);
  response.writeHead(reply.status, {
    "content-type": reply.place === "type" ? `text/${header}` : reply.type,
    ...(reply.status >= 300 && reply.status < 400 ? { location: `https://other.invalid/${header}` } : {}),
    ...(reply.place === "header" ? { "retry-after": planted.key, "x-echo": header } : {}),
  });
  if (reply.place === "broken") response.end(`{"message": "${all}`);
  else if (reply.place === "reset") response.write(body, () => response.destroy());
  else response.end(body);
};

const mint = (_: IncomingMessage, response: ServerResponse): void => {
  const { accessToken, clientSecret } = planted;
  response.setHeader("content-type", "application/json");
  if (reply.place !== "token") response.end(JSON.stringify({ access_token: accessToken, expires_in: 3600 }));
  else
    response
      .writeHead(reply.status === 200 ? 400 : reply.status)
      .end(JSON.stringify({ error: clientSecret }));
};

const face = { hints: { readOnly: true, destructive: false, idempotent: true } };
const httpTool = (name: string, scheme: string): HttpTool => ({
  ...face,
  name,
  description: name,
  input: {
    type: "object",
    properties: { id: { type: "string" } },
    required: ["id"],
    additionalProperties: false,
  },
  request: {
    api: "things",
    method: "GET",
    path: "/things/{id}",
    parameters: { id: { in: "path" } },
    security: [{ [scheme]: [] }],
  },
});
const localTool = (name: string, run: LocalTool["run"]): LocalTool => ({
  ...face,
  name,
  description: name,
  input: { type: "object", properties: { id: {} }, additionalProperties: false },
  run,
});
const held = ({ tenant }: Parameters<LocalTool["run"]>[1]): string =>
  `${tenant.secrets.get("X_KEY")} ${tenant.secrets.get("X_SECRET")}`;
const tools: readonly Tool[] = [
  httpTool("by_key", "key"),
  httpTool("by_token", "token"),
  localTool("fails", async (_, context) =>
    errorResult({ error: held(context), code: "upstream", recovery: held(context) }),
  ),
  localTool("logs", async (_, context) => {
    context.log(held(context));
    return context.request("by_key", { id: "1" });
  }),
  localTool("returns", async (_, context) => ({ content: [{ type: "text", text: held(context) }] })),
  localTool("throws", async (_, context) => {
    throw new Error(held(context));
  }),
];

const appFor = (url: string): App => ({
  definition: {
    name: "example",
    title: "Example",
    version: "1.0.0",
    prefix: "X",
    webhooks: true,
    apis: {
      things: {
        title: "Things",
        servers: [{ url }],
        security: [],
        schemes: {
          key: { type: "apiKey", in: "query", name: "key", variables: { key: "X_KEY" } },
          token: {
            type: "oauth2",
            variables: { token: "X_TOKEN" },
            grants: [
              {
                type: "clientCredentials",
                endpoint: { tokenUrl: `${url}/token` },
                variables: { clientId: "X_ID", clientSecret: "X_SECRET" },
              },
            ],
          },
        },
      },
    },
  },
  catalog: async () => tools.map((tool) => recordOf(tool, false)),
  webhooks: async () => [
    { path: "made", check: { kind: "path" }, name: "made", key: [{ field: ["id"] }], description: "Made." },
  ],
  async load({ name }) {
    const tool = tools.find((one) => one.name === name);
    if (tool === undefined) throw new Error("no such tool");
    return tool;
  },
});

beforeAll(async () => {
  api = await startApi((request, response) =>
    (request.url?.startsWith("/token") === true ? mint : answer)(request, response),
  );
  collector = await startApi(async (request, response) => {
    operator.push(await text(request));
    response.setHeader("content-type", "application/json");
    response.end("{}");
  });
  vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url);
  Object.assign(environment, {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    CI_TOKEN: "the token of the start",
  });
  const listening = new Promise<string>((resolve) => {
    const io = {
      input: new PassThrough(),
      environment,
      terminal: false,
      print: (line: string) => void operator.push(line),
      log(line: string) {
        operator.push(line);
        const url = /"url":"(http[^"]+)\/mcp"/.exec(line)?.[1];
        if (url !== undefined) resolve(url);
      },
      takeOutput: () => ({ output: new PassThrough(), release: () => undefined }),
      onSignal(handler: () => void) {
        end = handler;
        return () => undefined;
      },
    };
    ended = serve(appFor(api.url), ["--transport", "http", "--port", "0", "--bearer", "ci=CI_TOKEN"], io);
  });
  origin = await listening;
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await collector.close();
  await api.close();
});

const ask = async (path: string, headers: Record<string, string>, body?: string): Promise<string> => {
  const init = body === undefined ? {} : { method: "POST", body };
  const response = await fetch(origin + path, { ...init, headers });
  const whole = `${JSON.stringify([...response.headers])}\n${await response.text()}`;
  answers.push(whole);
  return whole;
};
const meta = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientInfo": { name: "test", version: "1" },
  "io.modelcontextprotocol/clientCapabilities": {},
};
const headersFor = (method: string, name: string, bearer = planted.bearer): Record<string, string> => ({
  authorization: `Bearer ${bearer}`,
  cookie: `session=${encodeURIComponent(planted.cookie)}`,
  baggage: `user=${encodeURIComponent(planted.cookie)}`,
  "content-type": "application/json",
  accept: "application/json, text/event-stream",
  "mcp-protocol-version": "2026-07-28",
  "mcp-method": method,
  "mcp-name": name,
});
const request = (name: string, args: unknown): string =>
  JSON.stringify({
    ...{ jsonrpc: "2.0", id: 1, method: "tools/call" },
    params: { name, arguments: args, _meta: meta },
  });
const call = (name: string, args: unknown, bearer?: string): Promise<string> => {
  return ask("/mcp", headersFor("tools/call", name, bearer), request(name, args));
};

/** What a caller can do, well or badly. */
const deeds: Readonly<Record<string, () => Promise<unknown>>> = {
  ...Object.fromEntries(tools.map(({ name }) => [name, () => call(name, { id: "1" })])),
  "wrong bearer": () => call("by_key", { id: "1" }, planted.wrongBearer),
  "token in the query": () => ask(`/mcp?access_token=${planted.wrongBearer}`, {}, "{}"),
  "own data in arguments": () => call("by_key", { id: planted.data, [planted.data]: planted.data }),
  "unknown tool": () => call(planted.data, {}),
  "headers that disagree": () =>
    ask("/mcp", headersFor("tools/call", `other ${planted.data}`), request(planted.data, {})),
  "no JSON": () => ask("/mcp", headersFor("tools/call", "by_key"), `{ ${planted.data}`),
  "unknown session": () =>
    ask("/mcp", { ...headersFor("x", "x"), "mcp-session-id": planted.wrongBearer }, "{}"),
  "unknown path": () => ask(`/${planted.wrongBearer}`, {}),
  webhook: async () => {
    const address = /http[^"\\]*\/webhooks\/[^"\\]*/.exec(
      await call("get_webhook_address", { webhook: "made" }),
    )?.[0];
    await fetch(String(address), { method: "POST", body: JSON.stringify({ id: planted.data }) });
    await call("list_events", {});
  },
  "wrong webhook": () =>
    ask(`/webhooks/${planted.wrongBearer}/made`, {}, JSON.stringify({ id: planted.data })),
  "health and figures": async () => {
    for (const path of ["/healthz", "/readyz", "/metrics", "/mcp/server-card"])
      operator.push(await ask(path, {}));
  },
};

/** A text as it is, with its escapes undone, and what it holds as base64 and as hexadecimal digits. */
const views = (shown: string): readonly string[] => {
  const hidden = [...shown.matchAll(/[\w+/-]{12,}={0,2}/g)].flatMap(([run]) =>
    [0, 1, 2, 3].flatMap((from) => [
      Buffer.from(run.slice(from), "base64").toString("latin1"),
      ...(/^[\da-f]+$/i.test(run) ? [Buffer.from(run.slice(from), "hex").toString("latin1")] : []),
    ]),
  );
  return [shown, undone(shown), ...hidden].map((view) => view.toLowerCase());
};
const shownIn = (texts: readonly string[], secrets: readonly string[]): readonly string[] => {
  const all = texts.flatMap(views);
  const wanted = secrets.map(
    (secret) => [secret, undone(secret).toLowerCase(), secret.toLowerCase()] as const,
  );
  return wanted
    .filter(([, ...spelled]) => all.some((view) => spelled.some((one) => view.includes(one))))
    .map(([secret]) => secret);
};

const letters = (alphabet: string) =>
  fc
    .string({ unit: fc.constantFrom(...alphabet), minLength: 16, maxLength: 40 })
    .filter((one) => one.trim() === one && new Set(one).size > 7);
const anySecret = letters(`abcdefXYZ0123456789-._~+/=%&"\\<>: `);
const token = letters("abcdefXYZ0123456789-._~+/");
const drawn = fc.record({
  ...{ key: anySecret, clientSecret: anySecret, accessToken: token, bearer: token },
  ...{ wrongBearer: letters("abcdefXYZ0123456789-_"), cookie: anySecret, data: anySecret },
});
const replies = fc.record({
  status: fc.constantFrom(200, 200, 302, 400, 401, 403, 404, 429, 500),
  type: fc.constantFrom(
    "application/json",
    "text/plain",
    "text/html",
    "application/xml",
    "application/octet-stream",
  ),
  place: fc.constantFrom("body", "header", "type", "broken", "reset", "token"),
  spelling: fc.constantFrom(...Object.keys(spellings)),
});

it("a planted secret would be seen", () => {
  const secret = 'a%b\\c"d+e/f 0123';
  for (const [name, spelled] of Object.entries(spellings))
    expect(shownIn([`x ${spelled(secret)} y`], [secret]), name).toEqual([secret]);
});

it("no secret shows in results, errors, logs, figures, events or spans, whatever API, tools and callers do with it", async () => {
  const everything: Planted[] = [];
  await fc.assert(
    fc.asyncProperty(
      drawn,
      replies,
      fc.shuffledSubarray(Object.keys(deeds), { minLength: 3 }),
      async (secrets, how, chosen) => {
        [planted, reply] = [secrets, how];
        everything.push(secrets);
        Object.assign(environment, {
          X_KEY: secrets.key,
          X_SECRET: secrets.clientSecret,
          CI_TOKEN: secrets.bearer,
        });
        const [from, seen] = [api.requests.length, answers.length];
        await Promise.all(chosen.map((deed) => deeds[deed]?.()));
        expect(shownIn(answers.slice(seen), secretsOf(secrets))).toEqual([]);
        const sent = api.requests
          .slice(from)
          .map(({ url, rawHeaders }) => `${url}\n${rawHeaders.join("\n")}`);
        const { bearer, wrongBearer, cookie } = secrets;
        expect(shownIn(sent, [bearer, wrongBearer, cookie])).toEqual([]);
        expect(shownIn(operator.splice(0), Object.values(secrets))).toEqual([]);
      },
    ),
    { numRuns: 15 },
  );
  end();
  expect(await ended).toBe(0);
  expect(operator.join("\n")).toContain("tools/call");
  expect(
    shownIn(
      operator,
      everything.flatMap((one) => Object.values(one)),
    ),
  ).toEqual([]);
}, 60_000);

it.each([
  "bearer",
  "header-env",
  "redis",
  "oauth-client",
  "base-url",
  "public-url",
  "oauth-issuer",
  "events",
])("a secret that is written where --%s takes something else is not repeated", (flag) => {
  fc.assert(
    fc.property(
      letters("abcdefXYZ0123456789-_"),
      fc.constantFrom("", "x=", "https://user:"),
      (secret, before) => {
        const after = before.endsWith(":") ? "@host:x" : "";
        const argv = ["--transport", "http", `--${flag}`, `${before}${secret}${after}`];
        const parsed = readOptions(argv, appFor("https://api.example.com"), {});
        if (parsed.kind === "problem") expect(parsed.problem).not.toContain(secret);
      },
    ),
  );
});
