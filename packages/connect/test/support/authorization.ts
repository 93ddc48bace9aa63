import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { type Exchange, type Peer, startPeer } from "./peer.js";

export type AuthorizationOptions = {
  /** Seconds that an access token lives. */
  readonly life?: number;
  readonly clients?: readonly object[];
  readonly registration?: boolean;
  readonly cimd?: boolean;
  readonly scopes?: readonly string[];
};

type Hook = (
  request: IncomingMessage,
) => { readonly status: number; readonly body: string } | "reset" | undefined;

/** npm `oidc-provider` on loopback, with a count of what was asked. */
export type Authorization = {
  readonly issuer: string;
  readonly requests: string[];
  /** Requests to the token endpoint, by grant type. */
  readonly grants: string[];
  /** Answers in place of the provider. */
  intercept: Hook | undefined;
  count(path: string): number;
  stop(): Promise<void>;
};

const listen = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port; // a TCP server has a port
};
const stop = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

export const startAuthorization = async (options: AuthorizationOptions = {}): Promise<Authorization> => {
  // The provider says a lot: that it would like a newer Node, and which pages it would like to be replaced.
  const warn = console.warn;
  const info = console.info;
  console.warn = () => undefined;
  console.info = () => undefined;
  const { default: Provider } = await import("oidc-provider");
  const requests: string[] = [];
  const grants: string[] = [];
  const holder: {
    handle?: (request: IncomingMessage, response: import("node:http").ServerResponse) => void;
  } = {};
  const authorization: { intercept: Hook | undefined } = { intercept: undefined };
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    requests.push(`${request.method} ${path}`);
    const instead = authorization.intercept?.(request);
    if (instead === "reset") return void request.socket.destroy();
    if (instead !== undefined)
      return void response
        .writeHead(instead.status, { "content-type": "application/json" })
        .end(instead.body);
    holder.handle?.(request, response);
  });
  const port = await listen(server);
  const issuer = `http://127.0.0.1:${port}`;
  const scopes = options.scopes ?? ["mcp:tools", "mcp:admin"];
  const provider = new Provider(issuer, {
    clients: [...(options.clients ?? [])],
    scopes: ["openid", "offline_access", ...scopes],
    cookies: { keys: ["a test"] },
    pkce: { required: () => true },
    issueRefreshToken: async () => true,
    rotateRefreshToken: () => true,
    clientBasedCORS: () => true,
    ttl: {
      AccessToken: options.life ?? 3_600,
      Grant: 3_600,
      Interaction: 600,
      Session: 3_600,
      RefreshToken: 3_600,
      DeviceCode: 600,
      IdToken: 600,
      AuthorizationCode: 60,
    },
    features: {
      devInteractions: { enabled: true },
      registration: { enabled: options.registration ?? true },
      deviceFlow: { enabled: true },
      revocation: { enabled: true, allowedPolicy: async () => true },
      resourceIndicators: {
        enabled: true,
        useGrantedResource: () => true,
        getResourceServerInfo: (_context: unknown, resource: string) => ({
          scope: scopes.join(" "),
          audience: resource,
          accessTokenTTL: options.life ?? 3_600,
          accessTokenFormat: "jwt",
        }),
      },
    },
  });
  provider.on("grant.success", (context) => grants.push(context.oidc.params?.grant_type ?? ""));
  provider.on("grant.error", (context, error) =>
    grants.push(`${context.oidc.params?.grant_type}: ${error.message}`),
  );
  provider.on("server_error", (_, error) => process.stderr.write(`oidc-provider: ${error.stack}\n`));
  holder.handle = provider.callback();
  return Object.assign(authorization, {
    issuer,
    requests,
    grants,
    count: (path: string) => requests.filter((one) => one === path).length,
    stop: () => {
      console.warn = warn;
      console.info = info;
      return stop(server);
    },
  });
};

export type Protected = Peer & {
  /** What a request without a valid token gets in addition to the metadata. */
  challengeScope: string | undefined;
  readonly metadataRequests: string[];
};

/** A scripted MCP server that takes tokens of this authorization server only (RFC 9728). */
export const startProtected = async (
  authorization: Pick<Authorization, "issuer">,
  scopes?: readonly string[],
): Promise<Protected> => {
  const peer = await startPeer();
  const keys = createRemoteJWKSet(new URL(`${authorization.issuer}/jwks`));
  const metadataRequests: string[] = [];
  const self: { challengeScope: string | undefined } = { challengeScope: undefined };
  const origin = new URL(peer.url).origin;
  const deny = (exchange: Exchange, status: number, error: string): void => {
    const scope = self.challengeScope === undefined ? "" : `, scope="${self.challengeScope}"`;
    const metadata = `resource_metadata="${origin}/.well-known/oauth-protected-resource/mcp"`;
    exchange.status(status, "", { "www-authenticate": `Bearer error="${error}", ${metadata}${scope}` });
  };
  peer.guard = async (exchange) => {
    const path = new URL(exchange.request.url ?? "/", origin).pathname;
    if (path.startsWith("/.well-known/oauth-protected-resource")) {
      metadataRequests.push(path);
      const document = {
        resource: peer.url,
        authorization_servers: [authorization.issuer],
        ...(scopes === undefined ? {} : { scopes_supported: scopes }),
      };
      exchange.status(200, JSON.stringify(document), { "content-type": "application/json" });
      return false;
    }
    const token = exchange.request.headers.authorization?.replace(/^Bearer /, "");
    try {
      const { payload } = await jwtVerify(token ?? "", keys, {
        issuer: authorization.issuer,
        audience: peer.url,
      });
      const scope = String(payload.scope ?? "");
      if (exchange.message.params?.name === "admin" && !scope.includes("mcp:admin")) {
        self.challengeScope = "mcp:admin";
        deny(exchange, 403, "insufficient_scope");
        return false;
      }
      return true;
    } catch {
      deny(exchange, 401, "invalid_token");
      return false;
    }
  };
  return Object.defineProperty(
    Object.assign(peer, { metadataRequests, challengeScope: undefined }),
    "challengeScope",
    {
      get: () => self.challengeScope,
      set: (scope: string | undefined) => {
        self.challengeScope = scope;
      },
    },
  );
};
