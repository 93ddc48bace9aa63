import { basicPair } from "./auth.js";
import { json, type Outcome, problem } from "./outcome.js";
import type { Incoming, Route } from "./router.js";
import type { World } from "./world.js";

/** The OAuth2 token endpoint: client credentials by Basic authentication, nothing else. */
export const tokenRoutes: readonly Route[] = [
  { method: "POST", path: "/api/v1/oauth2/token", errors: "oauth", auth: "none", handle: issueToken },
];

async function issueToken(world: World, incoming: Incoming): Promise<Outcome> {
  const { clientId, clientSecret, tokenLifetimeSeconds } = world.settings;
  if (incoming.mediaType !== "application/x-www-form-urlencoded") {
    return problem(400, "The body must be application/x-www-form-urlencoded.");
  }
  const [, credential = ""] = /^Basic +(\S+)$/i.exec(incoming.headers.authorization ?? "") ?? [];
  const pair = basicPair(credential);
  if (pair?.name !== clientId || pair.secret !== clientSecret) {
    const headers = { "www-authenticate": 'Basic realm="bandwidth"' };
    return problem(401, "Client authentication failed.", { headers });
  }
  const grants = new URLSearchParams(incoming.bytes.toString("utf8")).getAll("grant_type");
  if (grants.length !== 1) return problem(400, "The body must name grant_type exactly once.");
  if (grants[0] !== "client_credentials") {
    const type = "unsupported_grant_type";
    return problem(400, "Only the grant type client_credentials is supported.", { type });
  }
  const token = await world.tokens.mint();
  world.counters.tokensMinted += 1;
  const body = { access_token: token, expires_in: tokenLifetimeSeconds, token_type: "bearer" };
  return json(200, body, { "cache-control": "no-store" });
}
