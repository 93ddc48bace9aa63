import type { Agent, IncomingHttpHeaders, IncomingMessage, RequestOptions } from "node:http";
import { request as httpRequest } from "node:http";
import type { LookupFunction } from "node:net";
import { Refusal } from "../refusal.js";
import { ConnectionError, connectionProblem } from "./problem.js";

export type Headers = Readonly<Record<string, string>>;

type HttpRequest = {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body?: string | undefined;
  /** Ends the request and the reading of its reply. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds until the head of the reply must be here; none when absent. */
  readonly patience?: number | undefined;
  /** Decides which addresses a name may lead to. */
  readonly lookup?: LookupFunction | undefined;
};

export type HttpReply = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The body, not yet read. */
  readonly body: IncomingMessage;
};

/** What connections go through: the machine's network, a proxy, extra certificate authorities. */
export type Network = {
  /** Which agent a request to this address uses. */
  readonly agent: (url: URL) => Promise<Agent> | Agent;
  /** Closes connections that nobody uses, for example after the machine slept. */
  readonly refresh: () => void;
};

export type Http = {
  /** Resolves with the head of the reply; rejects with a ConnectionError. Redirects are not followed. */
  send(request: HttpRequest): Promise<HttpReply>;
  refresh(): void;
};

const secure = async (options: RequestOptions, url: URL) => {
  if (url.protocol === "http:") return httpRequest(url, options);
  const { request } = await import("node:https");
  return request(url, options);
};

export const createHttp = (network: Network): Http => ({
  refresh: network.refresh,
  async send({ method, url, headers, body, signal, patience, lookup }) {
    if (signal?.aborted) throw new ConnectionError("aborted", false, "the request was cancelled");
    const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
    const agent = await network.agent(url);
    const outgoing = await secure(
      {
        method,
        agent,
        headers: { "accept-encoding": "identity", ...headers, ...length },
        ...(lookup === undefined ? {} : { lookup }),
      },
      url,
    );
    return new Promise<HttpReply>((resolve, reject) => {
      let connected = false;
      let late = false;
      const timer = patience === undefined ? undefined : setTimeout(giveUp, patience);
      function giveUp(): void {
        late = true;
        outgoing.destroy();
      }
      const cancel = (): void => void outgoing.destroy();
      signal?.addEventListener("abort", cancel, { once: true });
      const forget = (): void => signal?.removeEventListener("abort", cancel);
      outgoing.once("socket", (socket) => {
        if (!socket.connecting) connected = true;
        else socket.once(url.protocol === "https:" ? "secureConnect" : "connect", () => (connected = true));
      });
      outgoing.once("response", (response) => {
        clearTimeout(timer);
        response.once("close", forget);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: response });
      });
      outgoing.on("error", (error) => {
        clearTimeout(timer);
        forget();
        if (signal?.aborted) reject(new ConnectionError("aborted", connected, "the request was cancelled"));
        else if (late)
          reject(new ConnectionError("timeout", connected, `no answer within ${(patience ?? 0) / 1000} s`));
        else reject(connectionProblem(error, connected, url));
      });
      outgoing.end(body);
    });
  },
});

/** The whole body as text. Rejects with a refusal when it is larger than `most` bytes or the connection breaks. */
export const readText = async (body: IncomingMessage, most: number): Promise<string> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    // A message of node:http without an encoding gives buffers.
    const part = chunk as Buffer;
    size += part.length;
    if (size > most) {
      body.destroy();
      throw new Refusal("invalid-answer", `The server's answer is larger than ${most} bytes`);
    }
    chunks.push(part);
  }
  return Buffer.concat(chunks).toString("utf8");
};

/** Lets go of a body that nobody reads, so that its connection can be used again. */
export const discard = (reply: HttpReply): void => {
  reply.body.on("error", () => undefined).resume();
};
