import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createTcp, type Socket } from "node:net";
import { afterEach, expect, it } from "vitest";
import { createTransport } from "../src/http/transport.js";

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const portOf = (server: { address(): unknown }): number => (server.address() as AddressInfo).port; // a TCP server has no other kind of address

const listen = async (answer: (request: IncomingMessage, response: ServerResponse) => void) => {
  const sockets: Socket[] = [];
  const server = createServer(answer).listen(0, "127.0.0.1");
  server.on("connection", (socket) => void sockets.push(socket));
  ends.push(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, "listening");
  return { url: `http://127.0.0.1:${portOf(server)}/a?b=c`, sockets };
};

const open = () => {
  const transport = createTransport(5_000, {});
  ends.push(() => transport.close());
  const controller = new AbortController();
  const get = (url: string, onSent?: () => void) =>
    transport.send(
      { method: "GET", url, headers: { accept: "*/*" } },
      { signal: controller.signal, ...(onSent && { onSent }) },
    );
  return { get, controller };
};

const textOf = async (body: AsyncIterable<Uint8Array>): Promise<string> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
};

it("gives head and body, and keeps the connection for the next request", async () => {
  const { url, sockets } = await listen((request, response) => {
    response.writeHead(201, { "X-Seen": request.url, "set-cookie": ["a=1", "b=2"] }).end("made");
  });
  const { get } = open();
  for (let round = 0; round < 8; round += 1) {
    let sent = 0;
    const { status, headers, body, discard } = await get(url, () => {
      sent += 1;
    });
    expect([status, headers["x-seen"], headers["set-cookie"], sent]).toEqual([
      201,
      "/a?b=c",
      ["a=1", "b=2"],
      1,
    ]);
    expect(await textOf(body)).toBe("made");
    discard();
  }
  // undici lets a connection rest for a turn of the event loop, and opens a second one meanwhile.
  expect(sockets.length).toBeLessThanOrEqual(2);
});

it("lets the server wait while nobody reads, and loses nothing", async () => {
  const piece = Buffer.alloc(1 << 20, "x");
  const pieces = 64;
  let written = 0;
  const { url } = await listen(async (_, response) => {
    for (; written < pieces; written += 1)
      if (!response.write(piece)) await once(response, "drain").catch(() => undefined);
    response.end();
  });
  const { body } = await open().get(url);
  // Buffers of the kernel take some; as soon as they are full nothing moves any more.
  const seen: number[] = [];
  const rests = (): boolean => seen.push(written) > 1 && seen.at(-2) === written;
  await expect.poll(rests, { interval: 200, timeout: 10_000 }).toBe(true);
  expect(written).toBeLessThan(pieces);
  let size = 0;
  for await (const chunk of body) size += chunk.length;
  expect(size).toBe(pieces * piece.length);
});

it("frees the connection of a reader who leaves early", async () => {
  const { url, sockets } = await listen((_, response) => void response.writeHead(200).write("some"));
  const { body } = await open().get(url);
  for await (const chunk of body) {
    expect(Buffer.from(chunk).toString()).toBe("some");
    break;
  }
  await expect.poll(() => sockets[0]?.destroyed).toBe(true);
});

it("gives what came before the connection broke, then its error", async () => {
  const { url } = await listen((_, response) => {
    response.writeHead(200, { "content-length": 100 }).write("some", () => response.destroy());
  });
  const chunks = (await open().get(url)).body[Symbol.asyncIterator]();
  expect(Buffer.from((await chunks.next()).value).toString()).toBe("some");
  await expect(chunks.next()).rejects.toMatchObject({ code: "UND_ERR_SOCKET" });
  await expect(chunks.next()).rejects.toMatchObject({ code: "UND_ERR_SOCKET" });
});

it("ends at once when its signal does: before the head, and in the body", async () => {
  const { url, sockets } = await listen((_, response) => void response.writeHead(200).write("some"));
  const silent = await listen(() => undefined);
  const reason = new Error("enough");
  const waiting = open();
  const head = waiting.get(silent.url);
  await expect.poll(() => silent.sockets.length).toBe(1);
  waiting.controller.abort(reason);
  await expect(head).rejects.toBe(reason);
  await expect.poll(() => silent.sockets[0]?.destroyed).toBe(true);
  await expect(waiting.get(silent.url)).rejects.toBe(reason);
  const reading = open();
  const chunks = (await reading.get(url)).body[Symbol.asyncIterator]();
  await chunks.next();
  const next = chunks.next();
  reading.controller.abort(reason);
  await expect(next).rejects.toBe(reason);
  await expect.poll(() => sockets[0]?.destroyed).toBe(true);
});

it("does not wait for a connection that its signal gave up", async () => {
  // More calls than there are connections to a host.
  const deaf = createTcp({ pauseOnConnect: true }).listen({ port: 0, host: "127.0.0.1", backlog: 1 });
  ends.push(() => deaf.close());
  await once(deaf, "listening");
  const { get, controller } = open();
  const calls = Array.from({ length: 200 }, () => get(`http://127.0.0.1:${portOf(deaf)}/`));
  const reason = new Error("enough");
  controller.abort(reason);
  for (const call of calls) await expect(call).rejects.toBe(reason);
});
