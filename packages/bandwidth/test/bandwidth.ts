import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** The vendor's hosts, each on a port of its own, so that a call to the wrong one shows. */
export const hosts = ["api", "voice", "messaging", "mfa"] as const;
export type Host = (typeof hosts)[number];

export type Recorded = {
  readonly host: Host;
  readonly method: string;
  /** Path and query as they came. */
  readonly target: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
};

export type Reply = {
  readonly status: number;
  readonly contentType?: string;
  readonly body?: string | Buffer;
};

export const json = (status: number, body: unknown): Reply => ({
  status,
  contentType: "application/json",
  body: JSON.stringify(body),
});

/** A JWT that nobody signed; `jti` tells two apart. */
export const jwt = (claims: Readonly<Record<string, unknown>>): string =>
  [{ alg: "none" }, claims, "signature"]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");

export const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;

export const tokenPath = "/api/v1/oauth2/token";

export type Bandwidth = {
  /** API calls in order, without those to the token endpoint. */
  readonly calls: Recorded[];
  readonly tokenRequests: Recorded[];
  /** Access tokens in the order of minting. */
  readonly tokens: string[];
  /** The variables that send a server here, credentials not among them. */
  readonly variables: Readonly<Record<string, string>>;
  close(): Promise<void>;
};

/** Plays the vendor: mints tokens with these claims, records every call and answers what `answer` says. */
export const startBandwidth = async (
  claims: Readonly<Record<string, unknown>>,
  answer: (call: Recorded) => Reply,
): Promise<Bandwidth> => {
  const calls: Recorded[] = [];
  const tokenRequests: Recorded[] = [];
  const tokens: string[] = [];
  const mint = (): Reply => {
    const token = jwt({ ...claims, jti: String(tokens.length) });
    tokens.push(token);
    return json(200, { access_token: token, expires_in: 3600, token_type: "bearer" });
  };
  const listen = async (host: Host) => {
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(Buffer.from(chunk));
      const headers = Object.entries(request.headers).map(([name, value]) => [
        name,
        [value].flat().join(", "),
      ]);
      const { method = "", url: target = "" } = request;
      const body = Buffer.concat(chunks);
      const recorded: Recorded = { host, method, target, headers: Object.fromEntries(headers), body };
      const asksToken = target === tokenPath;
      (asksToken ? tokenRequests : calls).push(recorded);
      const reply = asksToken ? mint() : answer(recorded);
      const type = reply.contentType === undefined ? {} : { "content-type": reply.contentType };
      response.writeHead(reply.status, type).end(reply.body);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo; // a TCP server has no other kind of address
    return { server, variable: [`BW_${host.toUpperCase()}_URL`, `http://127.0.0.1:${port}`] as const };
  };
  const listening = await Promise.all(hosts.map(listen));
  return {
    calls,
    tokenRequests,
    tokens,
    variables: Object.fromEntries(listening.map(({ variable }) => variable)),
    async close() {
      for (const { server } of listening) {
        server.closeAllConnections();
        server.close();
        await once(server, "close");
      }
    },
  };
};
