import { createHash, timingSafeEqual } from "node:crypto";
import type { Verify } from "./verify.js";

/** The issuer of principals that a shared bearer names. */
export const bearerIssuer = "bearer";

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/**
 * Shared tokens by name. `secretOf` is asked at every request, so a token that changed counts at once; all of them are
 * compared in constant time. A shared bearer may use every tool.
 */
export const bearerVerifier = (
  names: readonly string[],
  secretOf: (name: string) => string | undefined,
  scopes: readonly string[],
): Verify => {
  return async (token) => {
    const given = digest(token);
    let match: string | undefined;
    for (const name of names) {
      const secret = secretOf(name)?.trim();
      if (secret && timingSafeEqual(digest(secret), given)) match = name;
    }
    return match === undefined
      ? undefined
      : { kind: "valid", principal: { issuer: bearerIssuer, subject: match, scopes } };
  };
};
