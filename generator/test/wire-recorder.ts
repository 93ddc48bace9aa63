import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer, type Socket } from "node:net";

/** An HTTP server that keeps what arrives, byte by byte, and answers each request with the same JSON. */
export type WireRecorder = {
  readonly url: string;
  /** One text a request (latin1, so that bytes are characters), in the order of their ends. */
  readonly requests: string[];
  close(): Promise<void>;
};

const reply = '{"ok":true}';

const isWhole = (text: string): boolean => {
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return false;
  const head = text.slice(0, end).toLowerCase();
  const body = text.slice(end + 4);
  if (head.includes("transfer-encoding: chunked")) return body.endsWith("0\r\n\r\n");
  return body.length >= Number(/content-length: (\d+)/.exec(head)?.[1] ?? 0);
};

export const startRecorder = async (): Promise<WireRecorder> => {
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let text = "";
    socket.on("error", () => socket.destroy());
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
      if (!isWhole(text)) return;
      requests.push(text);
      text = "";
      socket.write(
        `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${reply.length}\r\n\r\n${reply}`,
      );
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // a TCP server has no other kind of address
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
};
