import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** One webhook as the customer got it. */
export type Event = { readonly path: string; readonly body: unknown };

/** A customer's application on loopback: answers each path with its BXML, others with 204, and keeps what it got. */
export const startCustomer = async (bxml: Readonly<Record<string, string>>) => {
  const events: Event[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const path = request.url ?? "";
    const text = Buffer.concat(chunks).toString("utf8");
    events.push({ path, body: text === "" ? undefined : JSON.parse(text) });
    const document = bxml[path];
    if (document === undefined) response.writeHead(204).end();
    else response.writeHead(200, { "content-type": "application/xml" }).end(document);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo; // a TCP server has no other kind of address
  return {
    url: `http://127.0.0.1:${port}`,
    events,
    at: (path: string) => events.filter((event) => event.path === path),
  };
};

/** Asks again until the answer fits; gives up after a time that a busy machine does not need either. */
export const eventually = async <T>(ask: () => Promise<T> | T, fits: (answer: T) => boolean): Promise<T> => {
  const end = Date.now() + 60_000;
  for (;;) {
    const answer = await ask();
    if (fits(answer)) return answer;
    if (Date.now() > end) throw new Error(`it did not come true; the last answer: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};
