import type { Principal } from "@jackfield/contract";
import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from "jose";
import type { IssuerMetadata } from "./metadata.js";
import type { Verified, Verify } from "./verify.js";

/** Signatures that only the issuer can make; never `none`, never a shared secret. */
const algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"];

/** Seconds by which clocks may differ. */
const clockTolerance = 30;

/**
 * Milliseconds between two looks at the keys because of an unknown key id: as long, a token by a new key is refused, and
 * nonsense from outside makes us ask no more often.
 */
const cooldownDuration = 1_000;

const principalOf = (issuer: string, payload: JWTPayload): Principal => {
  const { scope, scp, sub = "" } = payload;
  const scopes = typeof scope === "string" ? scope.split(" ") : Array.isArray(scp) ? scp : [];
  return { issuer, subject: sub, scopes: scopes.filter((one) => typeof one === "string" && one !== "") };
};

const reasonOf = (error: unknown): string => {
  if (error instanceof errors.JWTExpired) return "The token has expired";
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === "aud") return "The token was issued for another resource";
    if (error.claim === "iss") return "The token was issued by another authorization server";
    return "A claim of the token is missing or not acceptable";
  }
  return "The token is not valid";
};

const isOfIssuer = (error: unknown): boolean =>
  error instanceof errors.JWKSTimeout ||
  (error instanceof Error && !(error instanceof errors.JOSEError)) ||
  (error instanceof errors.JOSEError && error.code === "ERR_JOSE_GENERIC");

/**
 * Access tokens that are JSON Web Tokens (RFC 9068, RFC 8725): signature by the issuer's published keys, which may rotate,
 * issuer, audience, expiry and subject. The issuer is looked up with the first token.
 */
export const jwtVerifier = (open: () => Promise<IssuerMetadata>, audience: string): Verify => {
  let keys: ReturnType<typeof createRemoteJWKSet> | undefined;
  return async (token): Promise<Verified | undefined> => {
    // Looked at first, so that nonsense from outside never makes us ask the issuer.
    if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) return undefined;
    let issuer: string;
    try {
      const metadata = await open();
      issuer = metadata.issuer;
      keys ??= createRemoteJWKSet(new URL(metadata.jwksUri), { timeoutDuration: 5_000, cooldownDuration });
    } catch (error) {
      return { kind: "unavailable", reason: error instanceof Error ? error.message : String(error) };
    }
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        audience,
        algorithms,
        clockTolerance,
        requiredClaims: ["exp", "sub"],
      });
      return { kind: "valid", principal: principalOf(issuer, payload) };
    } catch (error) {
      return isOfIssuer(error)
        ? { kind: "unavailable", reason: "the keys of the authorization server cannot be read" }
        : { kind: "invalid", reason: reasonOf(error) };
    }
  };
};
