import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Refusal } from "../refusal.js";

/** Waits on this machine for the browser to come back. */
export type Listener = {
  readonly redirectUri: string;
  /** The query of the first visit that `accepts` takes. */
  readonly visited: Promise<URLSearchParams>;
  close(): void;
};

const page = (title: string, text: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><body style="font-family:sans-serif;margin:4em"><h1>${title}</h1><p>${text}</p></body></html>`;

const headers = {
  "content-type": "text/html; charset=utf-8",
  "referrer-policy": "no-referrer",
  "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
  "cache-control": "no-store",
  connection: "close",
} as const;

const listen = (server: Server, port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port)); // a TCP server has a port
  });

type ListenOptions = {
  readonly host: "127.0.0.1" | "localhost";
  readonly path: string;
  /** The wished port; 0 for any. */
  readonly port: number;
  /** Another port will not do: the client was registered with this one. */
  readonly fixed: boolean;
  /** Whether the query belongs to the login; the page says what came of it. */
  readonly accepts: (query: URLSearchParams) => { readonly ok: boolean; readonly text: string };
};

export const startListener = async (options: ListenOptions): Promise<Listener> => {
  const { host, path, port, fixed, accepts } = options;
  let take: (query: URLSearchParams) => void = () => undefined;
  const visited = new Promise<URLSearchParams>((resolve) => {
    take = resolve;
  });
  let done = false;
  let own = new Set<string>();
  const handler: Parameters<typeof createServer>[1] = (request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    if (!own.has(request.headers.host ?? "") || request.method !== "GET" || url.pathname !== path || done)
      return void response
        .writeHead(404, headers)
        .end(page("Nothing here", "This address only takes the end of a login."));
    const { ok, text } = accepts(url.searchParams);
    done ||= ok;
    response.writeHead(ok ? 200 : 400, headers).end(page(ok ? "Logged in" : "The login did not work", text));
    if (ok) take(url.searchParams);
  };
  const servers = [createServer(handler)];
  const [first = createServer(handler)] = servers;
  const bound = await listen(first, port, "127.0.0.1").catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EADDRINUSE" || fixed)
      throw new Refusal(
        "login-needed",
        `Port ${port} is taken, and the login has to come back to it. End the program that uses it, or choose another one with --callback-port`,
      );
    return listen(first, 0, "127.0.0.1");
  });
  if (host === "localhost") {
    // A browser may take either family for this name.
    const six = createServer(handler);
    await listen(six, bound, "::1").then(
      () => servers.push(six),
      () => undefined,
    );
  }
  own = new Set(["127.0.0.1", "localhost", "[::1]"].map((name) => `${name}:${bound}`));
  return {
    redirectUri: `http://${host}:${bound}${path}`,
    visited,
    close: () => {
      for (const server of servers) server.close();
    },
  };
};
