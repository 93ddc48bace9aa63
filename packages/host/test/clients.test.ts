import { Client as NewClient } from "@modelcontextprotocol/client";
import { StdioClientTransport as NewTransport } from "@modelcontextprotocol/client/stdio";
import { Client as OldClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as OldTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Api, fixture, startApi } from "./processes.js";

let api: Api;
/** Until then the API lets a slow call wait. */
let heard: Promise<void>;

beforeAll(async () => {
  api = await startApi(async (request, response) => {
    if (request.url?.includes("slow")) await heard;
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ path: request.url, key: request.headers["x-key"] }));
  });
});
afterAll(() => api.close());

const command = () => ({
  command: process.execPath,
  args: [fixture, "--base-url", `${api.url}/v1`],
  env: { PATH: process.env.PATH ?? "", FIXTURE_KEY: "canary-key-123456" },
  stderr: "pipe" as const,
});
const info = { name: "test", version: "1" };

/** The three ways in which a client may open the conversation. */
const clients = {
  "old client, handshake": async () => {
    const client = new OldClient(info);
    await client.connect(new OldTransport(command()));
    return client;
  },
  "new client, handshake": async () => {
    const client = new NewClient(info);
    await client.connect(new NewTransport(command()));
    return client;
  },
  "new client, negotiating revision 2026-07-28": async () => {
    const client = new NewClient(info, { versionNegotiation: { mode: "auto" } });
    await client.connect(new NewTransport(command()));
    return client;
  },
};

describe.each(Object.entries(clients))("%s", (_, connect) => {
  it("hears that a call still runs, and where", async () => {
    const client = await connect();
    try {
      const waiting = `waiting for the reply of ${new URL(api.url).host}`;
      const signs: { progress: number; message?: string | undefined }[] = [];
      let hear: () => void = () => undefined;
      heard = new Promise((resolve) => {
        hear = resolve;
      });
      const onprogress = (sign: (typeof signs)[number]): void => {
        signs.push(sign);
        // On a busy machine the first sign may come while it still connects.
        if (sign.message === waiting) hear();
      };
      const params = { name: "getThing", arguments: { id: "slow" } };
      const call =
        client instanceof OldClient
          ? client.callTool(params, undefined, { onprogress })
          : client.callTool(params, { onprogress });
      expect((await call).isError).toBeUndefined();
      expect(signs).toContainEqual(
        expect.objectContaining({ progress: expect.any(Number), message: waiting }),
      );
    } finally {
      await client.close();
    }
  });

  it("lists the default profile without importing a tool, and calls generated and hand-written tools", async () => {
    const client = await connect();
    try {
      expect(client.getInstructions()).toBe("A server for tests.");
      const { tools } = await client.listTools();
      expect(tools.map((tool) => tool.name)).toEqual(["broken", "createThing", "getThing", "shout"]);
      expect(tools[2]).toMatchObject({
        annotations: { readOnlyHint: true },
        inputSchema: { required: ["id"] },
      });
      expect(tools[0]).not.toHaveProperty("module");

      const got = await client.callTool({ name: "getThing", arguments: { id: "a/b", count: "5" } });
      expect(got.structuredContent).toEqual({ path: "/v1/things/a%2Fb?count=5", key: "***" });
      const shouted = await client.callTool({ name: "shout", arguments: { text: "hi" } });
      expect(shouted.structuredContent).toEqual({ text: "HI" });
    } finally {
      await client.close();
    }
  });

  it("answers wrong arguments with a result and unknown tools with -32602", async () => {
    const client = await connect();
    try {
      const wrong = await client.callTool({ name: "createThing", arguments: { nam: "x" } });
      expect(wrong.isError).toBe(true);
      expect(JSON.stringify(wrong.structuredContent)).toContain('did you mean \\"name\\"');
      await expect(client.callTool({ name: "getThin", arguments: {} })).rejects.toMatchObject({
        code: -32602,
        message: expect.stringContaining('did you mean "getThing"'),
      });
      await expect(client.callTool({ name: "hidden", arguments: {} })).rejects.toMatchObject({
        code: -32602,
      });
      await expect(client.callTool({ name: "buyThing", arguments: {} })).rejects.toMatchObject({
        code: -32602,
        message: expect.stringContaining("exists, but this server was started without it"),
      });
      const broken = await client.callTool({ name: "broken", arguments: {} });
      expect(broken).toMatchObject({ isError: true, structuredContent: { code: "upstream" } });
    } finally {
      await client.close();
    }
  });
});

it("speaks revision 2026-07-28 with the client that negotiates, with cache hints", async () => {
  const client = new NewClient(info, { versionNegotiation: { mode: "auto" } });
  await client.connect(new NewTransport(command()));
  try {
    expect(client.getNegotiatedProtocolVersion()).toBe("2026-07-28");
    expect(await client.listTools()).toMatchObject({ ttlMs: 3_600_000, cacheScope: "public" });
  } finally {
    await client.close();
  }
});
