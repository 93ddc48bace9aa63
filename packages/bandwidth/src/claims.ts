/** What a Bandwidth access token says about its owner. */
export type Claims = {
  /** Accounts that the credential may use; empty for a credential that is not bound to accounts. */
  readonly accounts: readonly string[];
  /** True for a Bandwidth Build account, which has fewer features. */
  readonly express: boolean;
  /** What the credential may do, as an administrator named it. Advice, not a decision: the API decides. */
  readonly roles: readonly string[];
};

/**
 * Reads the payload of a JWT (RFC 7519) without checking its signature: the token is our own, fresh from the token
 * endpoint, and the API checks it. Undefined for anything that is no JWT.
 */
export const readClaims = (token: string): Claims | undefined => {
  const [, payload, , ...more] = token.split(".");
  if (payload === undefined || more.length > 0) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
    if (typeof claims !== "object" || claims === null) return undefined;
    const accounts = "accounts" in claims && Array.isArray(claims.accounts) ? claims.accounts : [];
    const roles = "roles" in claims && Array.isArray(claims.roles) ? claims.roles : [];
    return {
      roles: roles.filter((role) => typeof role === "string"),
      accounts: accounts
        .filter((account) => typeof account === "string" || typeof account === "number")
        .map(String),
      express: "express" in claims && claims.express === true,
    };
  } catch {
    return undefined;
  }
};
