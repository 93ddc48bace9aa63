import type { Socket } from "node:net";

const start = "HTTP/1.1 100 ";
const headEnd = "\r\n\r\n";

/** More than any server sends before its reply; what is longer is left to the parser, which refuses it. */
const longestHead = 16_384;

type Rest =
  | { readonly kind: "reply"; readonly bytes: Buffer }
  | { readonly kind: "more"; readonly bytes: Buffer };

/** What is left of the first bytes of a reply without the heads of status 100 before it. */
const withoutContinue = (bytes: Buffer): Rest => {
  let rest = bytes;
  for (;;) {
    const first = rest.toString("latin1", 0, start.length);
    if (!start.startsWith(first)) return { kind: "reply", bytes: rest };
    const end = first.length < start.length ? -1 : rest.indexOf(headEnd);
    if (end < 0) return { kind: rest.length > longestHead ? "reply" : "more", bytes: rest };
    rest = rest.subarray(end + headEnd.length);
  }
};

/**
 * Makes a socket pass over replies of status 100 that nobody asked for, as a client has to (RFC 9110 section 15.2): undici
 * skips every other interim reply, and breaks the connection off at this one.
 */
export const skipContinue = (socket: Socket): void => {
  const read = socket.read.bind(socket);
  const write = socket.write;
  let isStart = true;
  let held = Buffer.alloc(0);
  socket.write = (...given: unknown[]): boolean => {
    isStart = true;
    return Reflect.apply(write, socket, given);
  };
  socket.read = (size?: number): Buffer | null => {
    const chunk: Buffer | null = read(size);
    if (!isStart || chunk === null) return chunk;
    const rest = withoutContinue(held.length === 0 ? chunk : Buffer.concat([held, chunk]));
    isStart = rest.kind === "more";
    held = isStart ? Buffer.from(rest.bytes) : Buffer.alloc(0);
    return isStart ? null : rest.bytes;
  };
};
