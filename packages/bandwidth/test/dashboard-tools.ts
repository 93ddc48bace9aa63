import { afterAll, beforeAll } from "vitest";
import { type Bandwidth, type Recorded, type Reply, startBandwidth } from "./bandwidth.js";
import { type Connection, type Result, startServer } from "./bandwidth-mcp.js";

export type Arguments = Readonly<Record<string, unknown>>;

export type Asked = {
  readonly request: Recorded | undefined;
  readonly result: Result;
  /** The token that the request should carry. */
  readonly token: string | undefined;
};

/** A reply of the dashboard, with the declaration that it writes. */
export const xml = (status: number, body: string): Reply => ({
  status,
  contentType: "application/xml;charset=UTF-8",
  body: `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${body}`,
});

/** Serves the dashboard's tools for the tests of a file; the vendor answers each call with what the test lays there. */
export const dashboardTools = () => {
  let reply: Reply = { status: 204 };
  let bandwidth: Bandwidth;
  let server: Connection;
  beforeAll(async () => {
    bandwidth = await startBandwidth({ accounts: ["7"] }, () => reply);
    server = await startServer(["--profile", "numbers", "--confirm", "off"], {
      ...bandwidth.variables,
      BW_CLIENT_ID: "client",
      BW_CLIENT_SECRET: "secret",
    });
  }, 60_000);
  afterAll(async () => {
    await server?.close();
    await bandwidth?.close();
  });
  return async (tool: string, args: Arguments, answer: Reply): Promise<Asked> => {
    reply = answer;
    bandwidth.calls.length = 0;
    const result = await server.call(tool, args);
    return { request: bandwidth.calls[0], result, token: bandwidth.tokens[0] };
  };
};
