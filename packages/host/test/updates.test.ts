import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Client as NewClient, StreamableHTTPClientTransport as NewHttp } from "@modelcontextprotocol/client";
import { StdioClientTransport as NewStdio } from "@modelcontextprotocol/client/stdio";
import { Client as OldClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as OldStdio } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport as OldHttp } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { Transport as OldTransport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { ResourceUpdatedNotificationSchema } from "@modelcontextprotocol/sdk/types.js";
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { redisProgram, startRedis } from "../../events/test/redis-server.js";
import { type HttpServer, startHttp } from "./processes.js";

const program = fileURLToPath(new URL("./fixture/notes.mjs", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "jackfield-updates-"));
afterAll(() => rmSync(folder, { recursive: true }));
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** The resources that a client hears of, one after the other. */
const heard = () => {
  const uris: string[] = [];
  let wake = (): void => undefined;
  return {
    take(uri: string): void {
      uris.push(uri);
      wake();
    },
    async next(): Promise<string> {
      while (uris.length === 0)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      return uris.shift() ?? "";
    },
  };
};

type Subscriber = {
  readonly client: NewClient | OldClient;
  subscribe(uri: string): Promise<unknown>;
  unsubscribe(uri: string): Promise<unknown>;
  next(): Promise<string>;
};

/** Where the server is: a URL with a token, or undefined for one on standard input and output. */
type Place = { readonly url: URL; readonly token?: string } | undefined;
const info = { name: "test", version: "1" };
const command = { command: process.execPath, args: [program], env: { PATH: process.env.PATH ?? "" } };
const headersOf = ({ token }: NonNullable<Place>) =>
  token === undefined ? {} : { requestInit: { headers: { authorization: `Bearer ${token}` } } };

const oldClient = async (place: Place): Promise<Subscriber> => {
  const client = new OldClient(info);
  const { take, next } = heard();
  client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => take(params.uri));
  // Its types do not know exactOptionalPropertyTypes.
  const http = place && (new OldHttp(place.url, headersOf(place)) as OldTransport);
  await client.connect(http ?? new OldStdio(command));
  closing.push(() => client.close());
  return {
    client,
    next,
    subscribe: (uri) => client.subscribeResource({ uri }),
    unsubscribe: (uri) => client.unsubscribeResource({ uri }),
  };
};

const newClient = async (place: Place): Promise<Subscriber> => {
  const client = new NewClient(info);
  const { take, next } = heard();
  client.setNotificationHandler("notifications/resources/updated", ({ params }) => take(params.uri));
  await client.connect(place ? new NewHttp(place.url, headersOf(place)) : new NewStdio(command));
  closing.push(() => client.close());
  return {
    client,
    next,
    subscribe: (uri) => client.subscribeResource({ uri }),
    unsubscribe: (uri) => client.unsubscribeResource({ uri }),
  };
};

/** Of revision 2026-07-28: each subscription is a stream of its own. */
const modernClient = async (place: Place): Promise<Subscriber> => {
  const client = new NewClient(info, { versionNegotiation: { mode: "auto" } });
  const { take, next } = heard();
  client.setNotificationHandler("notifications/resources/updated", ({ params }) => take(params.uri));
  await client.connect(place ? new NewHttp(place.url, headersOf(place)) : new NewStdio(command));
  closing.push(() => client.close());
  const streams = new Map<string, { close(): Promise<unknown> | unknown }>();
  return {
    client,
    next,
    async subscribe(uri) {
      streams.set(uri, await client.listen({ resourceSubscriptions: [uri] }));
    },
    unsubscribe: async (uri) => streams.get(uri)?.close(),
  };
};

const kinds = {
  "old client, handshake": oldClient,
  "new client, handshake": newClient,
  "new client, revision 2026-07-28": modernClient,
};
type Open = (typeof kinds)[keyof typeof kinds];

const start = async (
  args: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Promise<HttpServer> => {
  const server = await startHttp(args, environment, program);
  closing.push(server.close);
  return server;
};

const set = async ({ client }: Subscriber, name: "setNote" | "setOther"): Promise<void> => {
  const { isError } = await client.callTool({ name, arguments: { text: "new" } });
  expect(isError).not.toBe(true);
};

const until = async (holds: () => Promise<boolean>): Promise<void> => {
  while (!(await holds())) await setTimeout(20);
};

/** A session hears on a stream that its client opens by the side, and the server's log says when it is there. */
const streamsOf = ({ log }: HttpServer): number =>
  log.filter((line) => /"method":"GET","route":"\/mcp","status":200/.test(line)).length;
const streamOpen = (server: HttpServer, count = 1): Promise<void> =>
  until(async () => streamsOf(server) >= count);

describe.each(Object.entries(kinds))("%s", (name, open: Open) => {
  const isSession = name.includes("handshake");
  test.each(["stdio", "http"])("hears over %s of what it subscribed to, and of nothing else", async (way) => {
    const server = way === "http" ? await start() : undefined;
    const one = await open(server && { url: server.mcp });
    if (server && isSession) await streamOpen(server);
    expect(one.client.getServerCapabilities()?.resources).toEqual({ subscribe: true });
    await set(one, "setNote");
    await one.subscribe("note://own");
    await one.subscribe("note://other");
    await set(one, "setNote");
    expect(await one.next()).toBe("note://own");
    const { contents } = await one.client.readResource({ uri: "note://own" });
    expect(contents[0]).toMatchObject({ text: "new" });
    await one.unsubscribe("note://own");
    await set(one, "setNote");
    await set(one, "setOther");
    expect(await one.next()).toBe("note://other");
  });
});

describe("a session", () => {
  test("can subscribe to resources that are there, a hundred at most", async () => {
    const { client } = await oldClient(undefined);
    const refused = client.subscribeResource({ uri: "note://none" });
    await expect(refused).rejects.toThrow(/There is no resource note:\/\/none/);
    for (let n = 0; n < 100; n += 1) await client.subscribeResource({ uri: `note://page/${n}` });
    await client.subscribeResource({ uri: "note://page/0" });
    const last = client.subscribeResource({ uri: "note://page/100" });
    await expect(last).rejects.toThrow(/at most 100 subscriptions/);
    await client.unsubscribeResource({ uri: "note://page/0" });
    await client.subscribeResource({ uri: "note://page/100" });
  });
});

test("a stream of revision 2026-07-28 takes a hundred resources at most", async () => {
  const server = await start();
  const client = new NewClient(info, { versionNegotiation: { mode: "auto" } });
  await client.connect(new NewHttp(server.mcp));
  closing.push(() => client.close());
  const uris = Array.from({ length: 101 }, (_, n) => `note://page/${n}`);
  await expect(client.listen({ resourceSubscriptions: uris })).rejects.toThrow(/at most 100/);
  await (await client.listen({ resourceSubscriptions: uris.slice(1) })).close();
});

const file = join(folder, "tenants");
const key = { NOTES_TENANTS_KEY: randomBytes(32).toString("base64") };
const names = ["ann", "bob"];
beforeAll(() => {
  for (const id of names) {
    const args = [program, "tenants", "add", id, "--principal", `bearer#${id}`, "--tenants", file];
    expect(spawnSync(process.execPath, args, { env: key }).status).toBe(0);
  }
});

test.each(Object.entries(kinds))("%s never hears of what another tenant changed", async (name, open) => {
  const bearers = names.flatMap((id) => ["--bearer", `${id}=T_${id}`]);
  const tokens = Object.fromEntries(names.map((id) => [`T_${id}`, `shared-token-of-${id}`]));
  const server = await start(["--tenants", file, ...bearers], { ...key, ...tokens });
  const as = (id: string) => open({ url: server.mcp, token: `shared-token-of-${id}` });
  const [ann, bob] = [await as("ann"), await as("bob")];
  if (name.includes("handshake")) await streamOpen(server, 2);
  for (const one of [ann, bob]) for (const uri of ["note://own", "note://other"]) await one.subscribe(uri);
  await set(ann, "setNote");
  expect(await ann.next()).toBe("note://own");
  // What Bob hears first is his own change, so nothing came of Ann's.
  await set(bob, "setOther");
  expect(await bob.next()).toBe("note://other");
  expect((await bob.client.readResource({ uri: "note://own" })).contents[0]).toMatchObject({
    text: "nothing",
  });
});

describe.skipIf(redisProgram === undefined)("two instances with Redis", () => {
  const ends: (() => Promise<unknown>)[] = [];
  let pair: readonly HttpServer[] = [];
  beforeAll(async () => {
    const redis = await startRedis(redisProgram ?? "");
    ends.push(redis.close);
    const environment = { JACKFIELD_REDIS: redis.url };
    pair = await Promise.all([1, 2].map(() => startHttp([], environment, program)));
    ends.push(...pair.map(({ close }) => close));
    const watcher = new Redis(redis.url);
    const listeners = async () => (await watcher.pubsub("NUMSUB", "jackfield:notes:updates"))[1];
    await until(async () => Number(await listeners()) === 2);
    await watcher.quit();
  });
  afterAll(async () => {
    for (const end of ends.reverse()) await end();
  });
  test.each(Object.entries(kinds))(
    "%s hears of what was changed at the other, wherever it subscribed",
    async (name, open) => {
      const [here, there] = pair;
      if (here === undefined || there === undefined) throw new Error("no servers");
      const streams = streamsOf(here);
      const one = await open({ url: here.mcp });
      if (name.includes("handshake")) {
        await streamOpen(here, streams + 1);
        // The request of a session may reach any instance.
        const { transport } = one.client;
        const headers = {
          "content-type": "application/json",
          accept: "application/json, text/event-stream",
          "mcp-protocol-version": "2025-06-18",
          "mcp-session-id": transport?.sessionId ?? "",
        };
        const body = { jsonrpc: "2.0", id: 77, method: "resources/subscribe", params: { uri: "note://own" } };
        const answer = await fetch(there.mcp, { method: "POST", headers, body: JSON.stringify(body) });
        expect(await answer.text()).toContain('"id":77');
      } else await one.subscribe("note://own");
      const other = await open({ url: there.mcp });
      await set(other, "setNote");
      expect(await one.next()).toBe("note://own");
      await set(one, "setNote");
      expect(await one.next()).toBe("note://own");
    },
  );
});
