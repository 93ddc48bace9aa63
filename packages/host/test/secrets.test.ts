import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { spellings } from "../../runtime/test/spellings.js";
import { serve } from "../src/index.js";
import { readOptions } from "../src/options/serve.js";
import {
  appFor,
  current,
  drawn,
  guideRequests,
  letters,
  type Planted,
  replies,
  secretsOf,
  shownIn,
  startPlantedApi,
  tools,
} from "./planted.js";
import { type Api, startApi } from "./processes.js";

const environment: Record<string, string> = { X_ID: "robot" };
/** Everything that operators see, and everything that callers get. */
const operator: string[] = [];
const answers: string[] = [];
let api: Api;
let collector: Api;
let origin = "";
let end = (): void => undefined;
let ended: Promise<number>;

beforeAll(async () => {
  api = await startPlantedApi();
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
const headersFor = (
  method: string,
  name: string,
  bearer = current.planted.bearer,
): Record<string, string> => ({
  authorization: `Bearer ${bearer}`,
  cookie: `session=${encodeURIComponent(current.planted.cookie)}`,
  baggage: `user=${encodeURIComponent(current.planted.cookie)}`,
  "content-type": "application/json",
  accept: "application/json, text/event-stream",
  "mcp-protocol-version": "2026-07-28",
  "mcp-method": method,
  "mcp-name": name,
});
const message = (method: string, params: object): string =>
  JSON.stringify({ jsonrpc: "2.0", id: 1, method, params: { ...params, _meta: meta } });
const request = (name: string, args: unknown): string => message("tools/call", { name, arguments: args });
const call = (name: string, args: unknown, bearer?: string): Promise<string> => {
  return ask("/mcp", headersFor("tools/call", name, bearer), request(name, args));
};

/** What a caller can do, well or badly. */
const deeds: Readonly<Record<string, () => Promise<unknown>>> = {
  ...Object.fromEntries(tools.map(({ name }) => [name, () => call(name, { id: "1" })])),
  ...Object.fromEntries(
    guideRequests.map(([method, name, params]) => [
      `${method} ${name}`,
      () => ask("/mcp", headersFor(method, name), message(method, params)),
    ]),
  ),
  "wrong bearer": () => call("by_key", { id: "1" }, current.planted.wrongBearer),
  "token in the query": () => ask(`/mcp?access_token=${current.planted.wrongBearer}`, {}, "{}"),
  "own data in arguments": () =>
    call("by_key", { id: current.planted.data, [current.planted.data]: current.planted.data }),
  "unknown tool": () => call(current.planted.data, {}),
  "headers that disagree": () =>
    ask("/mcp", headersFor("tools/call", `other ${current.planted.data}`), request(current.planted.data, {})),
  "no JSON": () => ask("/mcp", headersFor("tools/call", "by_key"), `{ ${current.planted.data}`),
  "unknown session": () =>
    ask("/mcp", { ...headersFor("x", "x"), "mcp-session-id": current.planted.wrongBearer }, "{}"),
  "unknown path": () => ask(`/${current.planted.wrongBearer}`, {}),
  webhook: async () => {
    const address = /http[^"\\]*\/webhooks\/[^"\\]*/.exec(
      await call("get_webhook_address", { webhook: "made" }),
    )?.[0];
    await fetch(String(address), { method: "POST", body: JSON.stringify({ id: current.planted.data }) });
    await call("list_events", {});
  },
  "wrong webhook": () =>
    ask(`/webhooks/${current.planted.wrongBearer}/made`, {}, JSON.stringify({ id: current.planted.data })),
  "health and figures": async () => {
    for (const path of ["/healthz", "/readyz", "/metrics", "/mcp/server-card"])
      operator.push(await ask(path, {}));
  },
};

it("a planted secret would be seen", () => {
  const secret = 'a%b\\c"d+e/f 0123';
  for (const [name, spelled] of Object.entries(spellings))
    expect(shownIn([`x ${spelled(secret)} y`], [secret]), name).toEqual([secret]);
});

it("no secret shows in results, resources, prompts, errors, logs, figures, events or spans, whatever API, tools and callers do with it", async () => {
  const everything: Planted[] = [];
  await fc.assert(
    fc.asyncProperty(
      drawn,
      replies,
      fc.shuffledSubarray(Object.keys(deeds), { minLength: 3 }),
      async (secrets, how, chosen) => {
        Object.assign(current, { planted: secrets, reply: how });
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
