import { createServer, type RequestListener, type Server, type ServerOptions } from "node:http";
import type { AddressInfo } from "node:net";
import { Problem } from "../problem.js";
import { endlessMethods } from "../stdio.js";

/** Limits of one connection, in milliseconds and bytes: a slow or idle client is cut off by them. */
const connectionLimits = {
  maxHeaderSize: 16 * 1024,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  // Longer than proxies keep an idle connection, usually a minute: they would send a request into one that just closes.
  keepAliveTimeout: 75_000,
  connectionsCheckingInterval: 1_000,
} as const;

const mostConnections = 10_000;

/** Running calls may take this long to finish once the server has been asked to end, in milliseconds. */
const grace = 10_000;

/** What a server has begun and not ended; streams that a client keeps open are not among it. */
export type Work = {
  count(): number;
  /** Work begins; what this gives is called at its end. */
  begin(): () => void;
  /** Resolves as soon as there is none. */
  done(): Promise<void>;
};

export const createWork = (): Work => {
  let running = 0;
  let whenDone = (): void => undefined;
  return {
    count: () => running,
    begin() {
      running += 1;
      return () => {
        running -= 1;
        if (running === 0) whenDone();
      };
    },
    done: () =>
      new Promise((resolve) => {
        whenDone = resolve;
        if (running === 0) resolve();
      }),
  };
};

/** A listening server. */
type Listening = {
  readonly port: number;
  /** Accepts no new connection and waits for running requests, ten seconds or until `impatience` is aborted. */
  drain(impatience: AbortSignal): Promise<void>;
  /** Ends all connections. */
  close(): Promise<void>;
};

/** `flag` names the option that the port came from. */
type ListenAddress = { readonly host: string; readonly port: number; readonly flag?: string };

const problemOf = (error: NodeJS.ErrnoException, { host, port, flag = "--port" }: ListenAddress): Problem => {
  switch (error.code) {
    case "EADDRINUSE":
      return new Problem(`port ${port} of ${host} is in use; choose another one with ${flag}.`);
    case "EACCES":
      return new Problem(`this user may not listen on port ${port} of ${host}; choose another ${flag}.`);
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return new Problem(`${host} is not an address of this machine; choose another --host.`);
    default:
      return new Problem(`cannot listen on ${host}:${port} (${error.code ?? error.message}).`);
  }
};

const isStream = (method: string | undefined, mcpMethod: string | string[] | undefined): boolean =>
  method === "GET" || endlessMethods.has(String(mcpMethod));

/** Listens with bounds on headers, time and connections. Throws `Problem` when the address cannot be used. */
export const listen = async (
  onRequest: RequestListener,
  address: ListenAddress,
  work = createWork(),
  limits: ServerOptions = connectionLimits,
): Promise<Listening> => {
  const { host, port } = address;
  const server: Server = createServer(limits, (request, response) => {
    if (!isStream(request.method, request.headers["mcp-method"])) response.on("close", work.begin());
    onRequest(request, response);
  });
  server.maxConnections = mostConnections;
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(problemOf(error, address)));
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port, // a TCP server has no other kind of address
    async drain(impatience) {
      server.close();
      server.closeIdleConnections();
      const late = new Promise<void>((resolve) => {
        setTimeout(resolve, grace).unref();
        impatience.addEventListener("abort", () => resolve(), { once: true });
        if (impatience.aborted) resolve();
      });
      await Promise.race([work.done(), late]);
    },
    async close() {
      server.closeAllConnections();
      server.close();
    },
  };
};
