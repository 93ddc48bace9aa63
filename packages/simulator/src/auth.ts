import { type Problem, problem } from "./outcome.js";
import type { Grant } from "./tokens.js";
import type { World } from "./world.js";

/** A feature of the account that a route needs; checked against the roles the way the vendor's own tool reads them. */
export type Feature = "voice" | "messaging" | "applications" | "numbers" | "campaigns" | "packages";

/** A role for each feature. */
export const allRoles = [
  "HttpVoice",
  "HTTP Application Management",
  "Messaging",
  "Numbers",
  "Campaign Management",
  "VCP",
];

const roleWords: Readonly<Record<Feature, readonly string[]>> = {
  voice: ["httpvoice", " voice"],
  messaging: ["messag", "sms"],
  applications: ["application management", "app management"],
  numbers: ["number"],
  campaigns: ["campaign"],
  packages: ["vcp", "voice configuration"],
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
  if (grant.express && feature !== "voice") {
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

/** Whether one of the roles of a grant is for the feature. A Build account has voice and its applications only. */
export function has(grant: Grant, feature: Feature): boolean {
  if (grant.express && feature !== "voice" && feature !== "applications") return false;
  const roles = grant.roles.map((role) => ` ${role.toLowerCase()}`);
  return roleWords[feature].some((word) => roles.some((role) => role.includes(word)));
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
