import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { PassThrough } from "node:stream";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { redisProgram, startRedis } from "../../events/test/redis-server.js";
import { type Io, serve } from "../src/index.js";
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
import type { Api } from "./processes.js";

let api: Api;
beforeAll(async () => {
  api = await startPlantedApi();
});
afterAll(() => api.close());

/** A server in this process, and everything that it writes. */
const start = (argv: readonly string[], environment: Readonly<Record<string, string>>) => {
  const input = new PassThrough();
  const output = new PassThrough();
  const log: string[] = [];
  let text = "";
  let end = (): void => undefined;
  const waiting = new Map<number, () => void>();
  output.on("data", (chunk) => {
    text += String(chunk);
    for (const [id, wake] of waiting) if (text.includes(`"id":${id}`)) wake();
  });
  let listens: (origin: string) => void = () => undefined;
  const origin = new Promise<string>((resolve) => {
    listens = resolve;
  });
  const io: Io = {
    input,
    environment,
    terminal: false,
    print: (line) => void log.push(line),
    log(line) {
      log.push(line);
      const url = /"url":"(http[^"]+)\/mcp"/.exec(line)?.[1];
      if (url !== undefined) listens(url);
    },
    takeOutput: () => ({ output, release: () => undefined }),
    onSignal(handler) {
      end = handler;
      return () => undefined;
    },
  };
  const ended = serve(appFor(api.url), argv, io);
  return {
    ...{ ended, log, origin, input },
    output: () => text,
    stop: () => end(),
    /** Sends a request and waits until it is answered. */
    ask: (id: number, method: string, params: object): Promise<void> =>
      new Promise((resolve) => {
        waiting.set(id, resolve);
        input.write(`${JSON.stringify({ jsonrpc: "2.0", id, method, params })}\n`);
      }),
  };
};

const client = {
  protocolVersion: "2025-11-25",
  capabilities: {},
  clientInfo: { name: "test", version: "1" },
};
const modern = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientInfo": client.clientInfo,
  "io.modelcontextprotocol/clientCapabilities": {},
};

it("no secret shows on standard output or standard error, whatever API, tools and the guide do with it", async () => {
  await fc.assert(
    fc.asyncProperty(drawn, replies, fc.boolean(), async (secrets, how, isModern) => {
      Object.assign(current, { planted: secrets, reply: how });
      const server = start([], { X_ID: "robot", X_KEY: secrets.key, X_SECRET: secrets.clientSecret });
      const meta = isModern ? { _meta: modern } : {};
      if (!isModern) await server.ask(1, "initialize", client);
      const requests = [
        ...tools.map(({ name }) => ["tools/call", { name, arguments: { id: secrets.data } }] as const),
        ...guideRequests
          .filter(([method]) => isModern || method !== "server/discover")
          .map(([method, , params]) => [method, params] as const),
      ];
      for (const [n, [method, params]] of requests.entries())
        await server.ask(n + 2, method, { ...params, ...meta });
      server.input.write(`{ "id": "${secrets.data.replaceAll(/["\\]/g, "")}"\n`);
      server.input.end();
      expect(await server.ended).toBe(0);
      expect(server.output()).toContain('"contents"');
      expect(shownIn([server.output()], secretsOf(secrets))).toEqual([]);
      expect(shownIn(server.log, Object.values(secrets))).toEqual([]);
    }),
    { numRuns: 10 },
  );
}, 120_000);

/** Something in the place of Redis that refuses everything and says what it was sent. */
const startEcho = async () => {
  const open = new Set<Socket>();
  let heard = "";
  const server = createServer((socket) => {
    open.add(socket);
    socket.on("error", () => undefined);
    socket.on("data", (data) => {
      const text = String(data);
      heard += text;
      const refusal = `-ERR you said ${text.replaceAll(/\s+/g, " ")}\r\n`;
      // One for each command.
      socket.write(refusal.repeat(text.match(/^\*\d+\r$/gm)?.length ?? 1));
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port, // a TCP server has no other kind of address
    heard: () => heard,
    close() {
      for (const socket of open) socket.destroy();
      server.close();
    },
  };
};

const headers = {
  "content-type": "application/json",
  accept: "application/json, text/event-stream",
  "mcp-protocol-version": "2026-07-28",
};
const planted: Planted = {
  ...{ key: "the key of the API", clientSecret: "the client's secret", accessToken: "token-0123456789" },
  ...{ bearer: "", wrongBearer: "", cookie: "", data: "" },
};

/** Everything that needs the shared state, answered or not. */
const useState = async (origin: string): Promise<readonly string[]> => {
  const answers: string[] = [];
  const post = async (own: Readonly<Record<string, string>>, method: string, params: object) => {
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
    const response = await fetch(`${origin}/mcp`, { method: "POST", headers: { ...headers, ...own }, body });
    answers.push(`${JSON.stringify([...response.headers])}\n${await response.text()}`);
  };
  for (const { name } of tools)
    await post({ "mcp-method": "tools/call", "mcp-name": name }, "tools/call", {
      name,
      arguments: { id: "1" },
      _meta: modern,
    });
  await post({ "mcp-protocol-version": "2025-11-25" }, "initialize", client);
  await post({ "mcp-protocol-version": "2025-11-25", "mcp-session-id": "made-up" }, "tools/list", {});
  for (const path of ["/readyz", "/metrics"]) answers.push(await (await fetch(origin + path)).text());
  return answers;
};

it("the password in the address of Redis shows nowhere, whatever answers there", async () => {
  Object.assign(current, {
    planted,
    reply: { status: 200, type: "application/json", place: "body", spelling: "plain" },
  });
  await fc.assert(
    fc.asyncProperty(letters("abcdefXYZ0123456789-._~+/=%&"), async (password) => {
      const echo = await startEcho();
      const url = `redis://somebody:${encodeURIComponent(password)}@127.0.0.1:${echo.port}`;
      const limits = ["--limits", "calls=10,concurrent=5"];
      const server = start(["--transport", "http", "--port", "0", "--redis", url, ...limits], {});
      const answers = await useState(await server.origin);
      server.stop();
      expect(await server.ended).toBe(0);
      echo.close();
      expect(echo.heard()).toContain(password);
      expect(server.log.join("\n")).toContain("Redis does not answer");
      expect(shownIn([...answers, ...server.log], [password])).toEqual([]);
    }),
    { numRuns: 3 },
  );
}, 120_000);

it("nor where the store of events cannot be opened", async () => {
  const echo = await startEcho();
  const url = `redis://somebody:pass-canary-0123@127.0.0.1:${echo.port}`;
  const server = start(["--transport", "http", "--port", "0", "--events", url], {});
  expect(await server.ended).toBe(2);
  echo.close();
  expect(server.log.join("\n")).toMatch(/Redis/);
  expect(server.log.join("\n")).not.toContain("canary");
});

it.skipIf(redisProgram === undefined)("nor where a Redis that answered is gone", async () => {
  const redis = await startRedis(redisProgram ?? "");
  const url = redis.url.replace("redis://", "redis://default:pass-canary-0123@");
  const server = start(["--transport", "http", "--port", "0", "--redis", url, "--limits", "calls=10"], {});
  const answers = [...(await useState(await server.origin))];
  await redis.close();
  answers.push(...(await useState(await server.origin)));
  server.stop();
  expect(await server.ended).toBe(0);
  expect(JSON.stringify([answers, server.log])).not.toContain("canary");
});
