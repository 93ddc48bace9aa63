// The least that a server of one tool on HTTP can be: node:http reads the request, undici asks the API, and the answer is put
// together by hand. No SDK, no check, no log: what the way through a second process costs. Prints its port; ends with its
// standard input. Usage: node least-http.mjs <file of the package that has undici> <URL of an API>
import { createServer } from "node:http";
import { createRequire } from "node:module";

const [owner = "", api = ""] = process.argv.slice(2);
const { Agent, request } = createRequire(owner)("undici");
const dispatcher = new Agent({ connections: 128 });

const answer = async ({ id, params }) => {
  const { body } = await request(`${api}/things/${encodeURIComponent(params.arguments.id)}`, { dispatcher });
  const text = await body.text();
  const result = {
    content: [{ type: "text", text }],
    structuredContent: JSON.parse(text),
    resultType: "complete",
  };
  return JSON.stringify({ result, jsonrpc: "2.0", id });
};

const server = createServer((incoming, outgoing) => {
  const chunks = [];
  incoming
    .on("data", (chunk) => chunks.push(chunk))
    .once("end", async () => {
      const text = await answer(JSON.parse(Buffer.concat(chunks).toString()));
      const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(text) };
      outgoing.writeHead(200, headers).end(text);
    });
});
// As long as the other sides: a connection that is closed between two rounds would have to be made again.
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => {
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  process.stdout.write(`${port}\n`);
});
process.stdin.resume().once("end", () => process.exit());
