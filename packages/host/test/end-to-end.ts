import { once } from "node:events";
import type { ServerResponse } from "node:http";
import {
  Client as NewClient,
  StreamableHTTPClientTransport as NewTransport,
} from "@modelcontextprotocol/client";
import { Client as OldClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as OldTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { describe, expect, it } from "vitest";

const info = { name: "test", version: "1" };
/** The three ways in which a client may open the conversation. */
export const clientKinds = {
  "old client, handshake with a session": async (url: URL) => {
    const client = new OldClient(info);
    // Its types do not know exactOptionalPropertyTypes.
    await client.connect(new OldTransport(url) as Parameters<OldClient["connect"]>[0]);
    return client;
  },
  "new client, handshake with a session": async (url: URL) => {
    const client = new NewClient(info);
    await client.connect(new NewTransport(url));
    return client;
  },
  "new client, revision 2026-07-28": async (url: URL) => {
    const client = new NewClient(info, { versionNegotiation: { mode: "auto" } });
    await client.connect(new NewTransport(url));
    return client;
  },
};

/** What clients talk to, and the responses that the API behind it holds back. */
export type Target = { mcp(): URL; readonly held: ServerResponse[]; readonly tools: readonly string[] };

type Open = (url: URL) => Promise<OldClient | NewClient>;

/** What every client can do, whether one instance serves it or several. */
export const endToEnd = (target: Target, kinds: Readonly<Record<string, Open>> = clientKinds): void => {
  describe.each(Object.entries(kinds))("%s", (_, open) => {
    it("lists, calls, and gets protocol errors and error results", async () => {
      const client = await open(target.mcp());
      try {
        expect(client.getInstructions()).toBe("A server for tests.");
        const { tools } = await client.listTools();
        expect(tools.map(({ name }) => name)).toEqual(target.tools);
        const got = await client.callTool({ name: "getThing", arguments: { id: "a/b", count: "5" } });
        expect(got.structuredContent).toEqual({ path: "/v1/things/a%2Fb?count=5", key: "***" });
        const wrong = await client.callTool({ name: "createThing", arguments: { nam: "x" } });
        expect(wrong.isError).toBe(true);
        await expect(client.callTool({ name: "getThin", arguments: {} })).rejects.toMatchObject({
          code: -32602,
          message: expect.stringContaining('did you mean "getThing"'),
        });
      } finally {
        await client.close();
      }
    });

    it("stops the request to the API when the call is cancelled", async () => {
      const client = await open(target.mcp());
      const cancel = new AbortController();
      const before = target.held.length;
      const params = { name: "getThing", arguments: { id: "slow" } };
      const options = { signal: cancel.signal };
      const call =
        client instanceof OldClient
          ? client.callTool(params, undefined, options)
          : client.callTool(params, options);
      call.catch(() => undefined);
      await expect.poll(() => target.held.length, { timeout: 10_000 }).toBe(before + 1);
      const [response] = target.held.slice(-1);
      if (response === undefined) throw new Error("nothing arrived");
      const gone = once(response, "close");
      cancel.abort();
      await gone;
      await client.close();
    });
  });
};
