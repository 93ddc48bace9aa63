import { allRoles, type Feature, type Grant, has } from "./grants.js";
import { type Problem, problem } from "./outcome.js";
import { basicPair, tokens } from "./tokens.js";
import type { World } from "./world.js";

/** The grant behind an Authorization header, or the 401. */
export async function authenticate(
  world: World,
  header: string | undefined,
  basicOnly = false,
): Promise<Grant | Problem> {
  const [, scheme = "", credential = ""] = /^(\S+) +(\S+)$/.exec(header ?? "") ?? [];
  switch (scheme.toLowerCase()) {
    case "bearer":
      if (basicOnly) return unauthorized("This API takes Basic credentials only.");
      return (
        (await tokens(world).read(credential)) ?? unauthorized("The access token is invalid or has expired.")
      );
    case "basic": {
      const { username, password, accounts } = world.settings;
      const pair = basicPair(credential);
      if (pair?.name === username && pair.secret === password) {
        return { accounts, roles: allRoles, express: false };
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
  if (!reaches(world, grant, account)) {
    return problem(403, `The credential has no access to account ${account}.`);
  }
  if (!feature) return undefined;
  if (grant.express && feature !== "voice" && feature !== "endpoints") {
    return problem(403, `A Build account does not include ${feature}; upgrade the account to use it.`);
  }
  if (has(grant, feature)) return undefined;
  return problem(403, `The credential lacks the role for ${feature}.`);
}

/** Whether a grant is for an account that exists. */
export function reaches(world: World, grant: Grant, account: string): boolean {
  const reachable = grant.accounts.length > 0 ? grant.accounts : world.settings.accounts;
  return reachable.includes(account) && world.settings.accounts.includes(account);
}

const unauthorized = (description: string): Problem =>
  problem(401, description, {
    headers: { "www-authenticate": 'Bearer realm="bandwidth", Basic realm="bandwidth"' },
  });
