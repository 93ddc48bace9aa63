import { randomBytes } from "node:crypto";
import { jwtVerify, SignJWT } from "jose";
import type { Clock } from "./clock.js";
import type { Settings } from "./options.js";

/** What the holder of a credential may use. */
export type Grant = {
  /** Empty means every account (a system-wide credential). */
  readonly accounts: readonly string[];
  readonly roles: readonly string[];
  readonly express: boolean;
};

export type Tokens = {
  readonly mint: () => Promise<string>;
  /** The grant of a token of this simulator that has not expired, else undefined. */
  readonly read: (token: string) => Promise<Grant | undefined>;
};

/** Tokens are signed with a key made at start, so those of another simulator are refused. */
export function createTokens(settings: Settings, clock: Clock): Tokens {
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
