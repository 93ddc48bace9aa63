import { once } from "node:events";
import { createServer } from "node:http";

/** Records every request on loopback and answers what `answer` says, as `{ status, headers, body }`. */
export const startRecorder = async () => {
  /** @type {{ requests: any[], answer: (request: any) => { status: number, headers?: Record<string, string>, body?: any } }} */
  const state = { requests: [], answer: () => ({ status: 204 }) };
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, [value].flat().join(", ")]),
    );
    const recorded = { method: request.method, target: request.url, headers, body: Buffer.concat(chunks) };
    state.requests.push(recorded);
    const { status, headers: own = {}, body } = state.answer(recorded);
    response.writeHead(status, own).end(request.method === "HEAD" ? undefined : body);
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    state,
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
};
