import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createWork, listen } from "./listen.js";

/** As the server's own limits, but soon. */
const limits = {
  maxHeaderSize: 16 * 1024,
  headersTimeout: 1_000,
  requestTimeout: 2_000,
  connectionsCheckingInterval: 100,
};
let server: Awaited<ReturnType<typeof listen>>;
beforeAll(async () => {
  server = await listen(
    (request, response) =>
      void request
        .resume()
        .on("error", () => undefined)
        .on("end", () => response.end("fine")),
    { host: "127.0.0.1", port: 0 },
    createWork(),
    limits,
  );
});
afterAll(() => server.close());

/** A connection, and everything that came back on it once it is closed. */
const open = (first: string): { readonly socket: Socket; readonly end: Promise<string> } => {
  const socket = connect(server.port, "127.0.0.1").on("error", () => undefined);
  let text = "";
  socket.on("data", (data) => {
    text += String(data);
  });
  socket.write(first);
  return { socket, end: once(socket, "close").then(() => text) };
};

it.each([
  ["headers", "POST /mcp HTTP/1.1\r\nhost: 127.0.0.1\r\nx-slow: "],
  ["a body", "POST /mcp HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 100000\r\n\r\n"],
])("serves others while 200 clients send %s slowly, and ends the slow ones", async (_, first) => {
  const slow = Array.from({ length: 200 }, () => open(first));
  const drip = setInterval(() => {
    for (const { socket } of slow) socket.write("y");
  }, 50);
  try {
    for (let n = 0; n < 20; n += 1)
      expect(await (await fetch(`http://127.0.0.1:${server.port}`)).text()).toBe("fine");
    for (const { end } of slow) expect(await end).toMatch(/^(?:HTTP\/1\.1 408 |$)/);
  } finally {
    clearInterval(drip);
  }
  expect((await fetch(`http://127.0.0.1:${server.port}`)).status).toBe(200);
});

it("refuses headers that are too long, in a line of HTTP", async () => {
  const { end } = open(`GET / HTTP/1.1\r\nhost: x\r\nx-long: ${"y".repeat(20_000)}\r\n\r\n`);
  expect(await end).toMatch(/^HTTP\/1\.1 431 /);
});
