// The API that calls go to: the same small JSON for every request, at once. Prints its port; ends with its standard input.
import { createServer } from "node:http";

const things = Array.from({ length: 8 }, (_, id) => ({
  id,
  name: `thing ${id}`,
  state: "open",
  labels: ["first", "second"],
  createdAt: "2026-01-01T00:00:00Z",
}));
const reply = JSON.stringify({ total: things.length, things });

const server = createServer((request, response) => {
  request.resume().once("end", () => {
    response
      .writeHead(200, { "content-type": "application/json", "content-length": reply.length })
      .end(reply);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => {
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  process.stdout.write(`${port}\n`);
});
process.stdin.resume().once("end", () => process.exit());
