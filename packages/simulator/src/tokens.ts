import { randomBytes } from "node:crypto";
import { jwtVerify, SignJWT } from "jose";
import type { Grant } from "./grants.js";
import { json, type Outcome, problem } from "./outcome.js";
import type { Incoming, Route } from "./router.js";
import { storeOf, type World } from "./world.js";

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
  const token = await tokens(world).mint();
  world.counters.tokensMinted += 1;
  const body = { access_token: token, expires_in: tokenLifetimeSeconds, token_type: "bearer" };
  return json(200, body, { "cache-control": "no-store" });
}

/** Name and secret of Basic credentials, split at the first colon. */
export function basicPair(
  credential: string,
): { readonly name: string; readonly secret: string } | undefined {
  const pair = Buffer.from(credential, "base64").toString("utf8");
  const colon = pair.indexOf(":");
  return colon < 0 ? undefined : { name: pair.slice(0, colon), secret: pair.slice(colon + 1) };
}

type Tokens = {
  readonly mint: () => Promise<string>;
  /** The grant of a token of this simulator that has not expired, else undefined. */
  readonly read: (token: string) => Promise<Grant | undefined>;
};

/** Tokens are signed with a key made at start, so those of another simulator are refused. */
export const tokens = storeOf(createTokens);

function createTokens({ settings, clock }: World): Tokens {
  const key = randomBytes(32);
  const { accounts, tokenAccounts, roles, express, clientId, tokenLifetimeSeconds } = settings;
  return {
    mint() {
      const issued = Math.floor(clock.now() / 1000);
      return new SignJWT({ accounts: tokenAccounts ?? accounts, roles, express })
        .setProtectedHeader({ alg: "HS256", typ: "JWT" })
        .setSubject(clientId)
        .setIssuedAt(issued)
        .setExpirationTime(issued + tokenLifetimeSeconds)
        .setJti(settings.newId())
        .sign(key);
    },
    async read(token) {
      const currentDate = new Date(clock.now());
      const verified = await jwtVerify(token, key, { algorithms: ["HS256"], currentDate }).catch(
        () => undefined,
      );
      if (!verified) return undefined;
      const { payload } = verified;
      return {
        accounts: texts(payload.accounts),
        roles: texts(payload.roles),
        express: payload.express === true,
      };
    },
  };
}

const texts = (claim: unknown): readonly string[] =>
  Array.isArray(claim) ? claim.filter((item) => typeof item === "string") : [];
