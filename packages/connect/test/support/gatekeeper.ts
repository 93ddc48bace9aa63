import { createServer, request as httpRequest, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createRemoteJWKSet, jwtVerify } from "jose";

/**
 * A resource server in front of an MCP server (RFC 9728): its metadata, a check of each token, and everything else goes
 * through as it is. The caller's token ends here.
 */
export const startGatekeeper = async (target: URL, issuer: string) => {
  const keys = createRemoteJWKSet(new URL(`${issuer}/jwks`));
  const verdicts: string[] = [];
  const isValid = async (header: string | undefined, audience: string): Promise<boolean> => {
    try {
      await jwtVerify(header?.replace(/^Bearer /, "") ?? "", keys, { issuer, audience });
      return true;
    } catch {
      return false;
    }
  };
  const deny = (response: ServerResponse, metadata: string): void =>
    void response.writeHead(401, { "www-authenticate": `Bearer resource_metadata="${metadata}"` }).end();
  const server = createServer(async (request, response) => {
    const { port } = server.address() as AddressInfo; // a TCP server has a port
    const origin = `http://127.0.0.1:${port}`;
    const resource = `${origin}${target.pathname}`;
    const place = `/.well-known/oauth-protected-resource${target.pathname}`;
    if (request.url === place) {
      const document = { resource, authorization_servers: [issuer], scopes_supported: ["mcp:tools"] };
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(document));
      return;
    }
    const { authorization, ...headers } = request.headers;
    const valid = await isValid(authorization, resource);
    verdicts.push(`${request.method} ${valid ? "passed" : "refused"}`);
    if (!valid) return deny(response, `${origin}${place}`);
    const options = { method: request.method, headers: { ...headers, host: target.host } };
    const onward = httpRequest(target, options, (reply) => {
      response.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(response);
    });
    onward.on("error", () => response.destroy());
    response.on("close", () => onward.destroy());
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // a TCP server has a port
  return {
    url: `http://127.0.0.1:${port}${target.pathname}`,
    verdicts,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
