import { type Problem, problem } from "./outcome.js";
import type { Grant } from "./tokens.js";
import type { World } from "./world.js";

/** A feature of the account that a route needs; checked against the roles the way the vendor's own tool reads them. */
export type Feature = "voice" | "messaging";

const roleWords: Readonly<Record<Feature, readonly string[]>> = {
  voice: ["httpvoice", " voice"],
  messaging: ["messag", "sms"],
};

/** The grant behind an Authorization header, or the 401. */
export async function authenticate(world: World, header: string | undefined): Promise<Grant | Problem> {
  const [, scheme = "", credential = ""] = /^(\S+) +(\S+)$/.exec(header ?? "") ?? [];
  switch (scheme.toLowerCase()) {
    case "bearer":
      return (
        (await world.tokens.read(credential)) ?? unauthorized("The access token is invalid or has expired.")
      );
    case "basic": {
      const { username, password, accounts } = world.settings;
      const pair = basicPair(credential);
      if (pair?.name === username && pair.secret === password) {
        return { accounts, roles: ["HttpVoice", "Messaging"], express: false };
      }
      return unauthorized("The user name or password is wrong.");
    }
    default:
      return unauthorized("This request needs a Bearer token or Basic credentials.");
  }
}

/** The 403 when a grant does not reach the account or the feature. */
export function forbidden(
  world: World,
  grant: Grant,
  account: string,
  feature?: Feature,
): Problem | undefined {
  const reachable = grant.accounts.length > 0 ? grant.accounts : world.settings.accounts;
  if (!reachable.includes(account) || !world.settings.accounts.includes(account)) {
    return problem(403, `The credential has no access to account ${account}.`);
  }
  if (!feature) return undefined;
  if (grant.express && feature !== "voice") {
    return problem(403, `A Build account does not include ${feature}; upgrade the account to use it.`);
  }
  const roles = grant.roles.map((role) => ` ${role.toLowerCase()}`);
  if (roleWords[feature].some((word) => roles.some((role) => role.includes(word)))) return undefined;
  return problem(403, `The credential lacks the role for ${feature}.`);
}

/** Name and secret of Basic credentials, split at the first colon. */
export function basicPair(
  credential: string,
): { readonly name: string; readonly secret: string } | undefined {
  const pair = Buffer.from(credential, "base64").toString("utf8");
  const colon = pair.indexOf(":");
  return colon < 0 ? undefined : { name: pair.slice(0, colon), secret: pair.slice(colon + 1) };
}

const unauthorized = (description: string): Problem =>
  problem(401, description, {
    headers: { "www-authenticate": 'Bearer realm="bandwidth", Basic realm="bandwidth"' },
  });
