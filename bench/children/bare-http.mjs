// What the SDK alone makes of a server with one tool on HTTP, without sessions, log and figures. Prints its port; ends with
// its standard input. The addresses are arguments, since only our packages have what they name.
// Usage: node bare-http.mjs <URL of the SDK> <URL of @hono/node-server> <URL of an API>
import { createServer } from "node:http";

const [sdk = "", adapter = "", api = ""] = process.argv.slice(2);
const { Server, createMcpHandler } = await import(sdk);
const { getRequestListener } = await import(adapter);

const handler = createMcpHandler(() => {
  const server = new Server({ name: "bare", version: "1.0.0" }, { capabilities: { tools: {} } });
  server.setRequestHandler("tools/call", async ({ params }) => {
    const reply = await fetch(`${api}/things/${encodeURIComponent(params.arguments.id)}`);
    return { content: [{ type: "text", text: await reply.text() }] };
  });
  return server;
});
const server = createServer(getRequestListener((request) => handler.fetch(request)));
// As long as the other sides: a connection that is closed between two rounds would have to be made again.
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => {
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  process.stdout.write(`${port}\n`);
});
process.stdin.resume().once("end", () => process.exit());
