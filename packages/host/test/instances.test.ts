import { once } from "node:events";
import { createServer, request as httpRequest, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Client as OldClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as OldTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { redisProgram, startRedis } from "../../events/test/redis-server.js";
import { clientKinds, endToEnd } from "./end-to-end.js";
import { type Api, type HttpServer, startHoldingApi, startHttp } from "./processes.js";

/** Sends each request to the next instance; to another one when that does not take connections. */
const startProxy = async (targets: readonly HttpServer[]) => {
  let turn = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const attempt = (tries: number): void => {
        turn += 1;
        const origin = targets[turn % targets.length]?.origin ?? "";
        const onward = httpRequest(`${origin}${request.url}`, {
          method: request.method,
          headers: request.headers,
          agent: false,
        });
        onward.on("response", (reply) => {
          response.writeHead(reply.statusCode ?? 502, reply.headers);
          reply.pipe(response);
          reply.on("error", () => response.destroy());
        });
        onward.on("error", (error: NodeJS.ErrnoException) => {
          if (error.code === "ECONNREFUSED" && tries < targets.length) return attempt(tries + 1);
          if (response.headersSent) return response.destroy();
          response.writeHead(502).end();
        });
        response.on("close", () => onward.destroy());
        onward.end(Buffer.concat(chunks));
      };
      attempt(1);
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    mcp: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`), // a TCP server has no other kind
    async close() {
      server.closeAllConnections();
      server.close();
    },
  };
};

describe.skipIf(redisProgram === undefined)(
  "two instances behind a proxy that sends each request to the next",
  () => {
    const held: ServerResponse[] = [];
    let api: Api;
    let redis: Awaited<ReturnType<typeof startRedis>>;
    let servers: readonly HttpServer[] = [];
    let proxy: Awaited<ReturnType<typeof startProxy>>;
    const start = () =>
      startHttp(["--tools", tools.join(","), "--base-url", `${api.url}/v1`], {
        FIXTURE_KEY: "canary-key-123456",
        JACKFIELD_REDIS: redis.url,
      });
    const tools = ["broken", "buyThing", "createThing", "getThing", "shout"];

    beforeAll(async () => {
      api = await startHoldingApi(held);
      redis = await startRedis(redisProgram ?? "");
      servers = await Promise.all([start(), start()]);
      proxy = await startProxy(servers);
    }, 60_000);
    afterAll(async () => {
      await proxy.close();
      for (const server of servers) await server.close();
      await redis.close();
      await api.close();
    });

    endToEnd({ mcp: () => proxy.mcp, held, tools });

    it("relays the answer of an old client to the instance that asked", async () => {
      const client = new OldClient({ name: "test", version: "1" }, { capabilities: { elicitation: {} } });
      let questions = 0;
      client.setRequestHandler(ElicitRequestSchema, async () => {
        questions += 1;
        return { action: "accept", content: { confirm: true } };
      });
      // Its types do not know exactOptionalPropertyTypes.
      await client.connect(new OldTransport(proxy.mcp) as Parameters<OldClient["connect"]>[0]);
      for (let n = 1; n <= 6; n += 1) {
        const bought = await client.callTool({ name: "buyThing", arguments: { name: `thing ${n}` } });
        expect(bought.structuredContent).toMatchObject({ path: "/v1/things" });
        expect(questions).toBe(n);
      }
      await client.close();
    });

    it("goes on when one is killed: answers stay right, and open sessions stay open", async () => {
      const clients = await Promise.all(Object.values(clientKinds).map((open) => open(proxy.mcp)));
      const calls = clients.flatMap((client, c) =>
        Array.from({ length: 20 }, async (_, n) => {
          const result = await client.callTool({ name: "getThing", arguments: { id: `${c}-${n}` } });
          expect(result.structuredContent).toMatchObject({ path: `/v1/things/${c}-${n}` });
        }),
      );
      await Promise.race(calls);
      servers[1]?.signal("SIGKILL");
      await servers[1]?.exited;
      // What ran there is lost; what was answered was answered right.
      const outcomes = await Promise.allSettled(calls);
      const wrong = outcomes.filter(
        (outcome) => outcome.status === "rejected" && String(outcome.reason).includes("AssertionError"),
      );
      expect(wrong).toEqual([]);
      for (const client of clients) {
        const result = await client.callTool({ name: "getThing", arguments: { id: "after" } });
        expect(result.structuredContent).toMatchObject({ path: "/v1/things/after" });
        await client.close();
      }
    });
  },
);
