// The least that a bridge can be: two transports of the older SDK, one piped into the other. No errors, no logins.
// Usage: node bare-pipe.mjs <file of the package that has the SDK> <url>
import { createRequire } from "node:module";

const load = createRequire(process.argv[2]);
const { StdioServerTransport } = load("@modelcontextprotocol/sdk/server/stdio.js");
const { StreamableHTTPClientTransport } = load("@modelcontextprotocol/sdk/client/streamableHttp.js");

const host = new StdioServerTransport();
const remote = new StreamableHTTPClientTransport(new URL(process.argv[3]));
host.onmessage = (message) => void remote.send(message);
remote.onmessage = (message) => {
  if (message.result?.protocolVersion) remote.setProtocolVersion(message.result.protocolVersion);
  void host.send(message);
};
await remote.start();
await host.start();
process.stdin.once("end", () => process.exit());
