import { type Environment, localTenant } from "@jackfield/contract";
import type { CallerOf, Offer } from "@jackfield/runtime";
import { type AuthOptions, isProtected } from "../../options/auth.js";
import type { Tenants } from "../../tenants/tenants.js";
import { metadataUrlOf } from "../well-known.js";
import { bearerVerifier } from "./bearers.js";
import { callerWithToken } from "./caller.js";
import { introspectionVerifier } from "./introspection.js";
import { jwtVerifier } from "./jwt.js";
import { issuerReader } from "./metadata.js";
import type { Verify } from "./verify.js";

/** Tokens of the operator's authorization server: JWTs by its keys, others by asking it where that is set up. */
const issuerVerifiers = (
  oauth: NonNullable<AuthOptions["oauth"]>,
  environment: Environment,
  endpoint: string,
): readonly Verify[] => {
  const open = issuerReader(oauth.issuer);
  const audience = oauth.audience ?? endpoint;
  const { client } = oauth;
  const byKeys = jwtVerifier(open, audience);
  if (client === undefined) return [byKeys];
  const own = () => ({ id: environment[client.id] ?? "", secret: environment[client.secret] ?? "" });
  return [byKeys, introspectionVerifier(open, own, audience)];
};

/** Who calls, by the operator's choice: anybody, or those with a token. `endpoint` is known once the server listens. */
export const callers = (input: {
  readonly auth: AuthOptions;
  readonly offer: Offer;
  readonly environment: Environment;
  /** Absent: every caller has the credentials of the process environment. */
  readonly tenants: Tenants | undefined;
  readonly endpoint: () => string;
  readonly log: (line: string) => void;
}): CallerOf => {
  const { auth, offer, environment, endpoint, tenants } = input;
  const { bearers, oauth, scopes } = auth;
  const tenant = localTenant(environment);
  if (!isProtected(auth)) return async () => ({ tenant });
  const shared = bearerVerifier(
    Object.keys(bearers),
    (name) => environment[bearers[name] ?? ""],
    Object.values(scopes ?? {}),
  );
  let ofIssuer: readonly Verify[] | undefined;
  const verifiers = (): readonly Verify[] => {
    ofIssuer ??= oauth === undefined ? [] : issuerVerifiers(oauth, environment, endpoint());
    return [shared, ...ofIssuer];
  };
  return callerWithToken({
    tenantOf: tenants === undefined ? async () => tenant : tenants.of,
    verifiers,
    ...(scopes && { scopes }),
    ...(oauth && { metadataUrl: () => metadataUrlOf(endpoint()) }),
    hintsOf: async (tool) => (await offer.listing()).records.find(({ name }) => name === tool)?.annotations,
    log: input.log,
  });
};
