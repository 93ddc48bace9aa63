import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** One request, as it came. */
export type Arrived = {
  /** Method, target and version. */
  readonly line: string;
  /** Names as they were written, in their order. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
};

export type RecordingApi = {
  readonly url: string;
  /** The requests since the last time. */
  take(): readonly Arrived[];
  close(): Promise<void>;
};

type Reply = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
};

/** Beyond 5 MB in all. */
export const longList = Array.from({ length: 50_000 }, (_, id) => ({ id, name: "x".repeat(90) }));

/** The smallest picture: one transparent point. */
export const picture = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
  "base64",
);

export const longError = { message: "No such thing", hint: "y".repeat(1_000), ids: [1, 2] };

export const greeting = '{"ok":true}';

const json = (value: unknown, status = 200): Reply => ({
  status,
  headers: { "content-type": "application/json" },
  body: typeof value === "string" ? value : JSON.stringify(value),
});

/** What is answered by path; a list is played in its order, again and again. */
const replies: Readonly<Record<string, Reply | readonly Reply[]>> = {
  r_error_flag: json({ message: "No such thing" }, 404),
  r_error_body: json(longError, 400),
  r_500_flag: { status: 500, headers: { "content-type": "text/plain" }, body: "boom" },
  r_204: { status: 204 },
  r_text: { headers: { "content-type": "text/csv" }, body: "a,b\n1,2\n" },
  r_structured: json({ a: { b: [1, null, "c"] } }),
  r_array: json([{ id: 1 }, { id: 2 }]),
  r_off_schema: json({ n: "five", extra: null }),
  r_big_int: json('{"id":9007199254740993}'),
  r_5mb_bounded: json(longList),
  r_429_retry: [
    { status: 429, headers: { "content-type": "text/plain", "retry-after": "1" }, body: "slow down" },
    json({ done: true }),
  ],
  r_image: { headers: { "content-type": "image/png" }, body: picture },
};

const send = (response: ServerResponse, { status = 200, headers = {}, body }: Reply): void => {
  response.writeHead(status, headers);
  response.end(body);
};

const pairs = (list: readonly string[]): readonly (readonly [string, string])[] =>
  list.flatMap((name, index) => (index % 2 === 0 ? [[name, list[index + 1] ?? ""] as const] : []));

/** A server on loopback that keeps each request as it came, and answers by the path. */
export const startApi = async (): Promise<RecordingApi> => {
  let arrived: Arrived[] = [];
  const counts = new Map<string, number>();
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    const { method, url = "", httpVersion, rawHeaders } = request;
    arrived.push({ line: `${method} ${url} HTTP/${httpVersion}`, headers: pairs(rawHeaders), body });
    const name = /^\/v1\/(\w+)/.exec(url)?.[1] ?? "";
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    const played = [replies[name] ?? json(greeting)].flat();
    send(response, played[count % played.length] ?? {});
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // a TCP server has no other kind of address
  return {
    url: `http://127.0.0.1:${port}`,
    take() {
      const taken = arrived;
      arrived = [];
      return taken;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
};
