import type { BoundValue, Credentials, Secrets } from "@jackfield/contract";
import { type Claims, readClaims } from "./claims.js";

/** What the last access token said, by the secrets of its tenant: a tool sees the secrets, but never a token. */
const lastClaims = new WeakMap<Secrets, Claims>();

/** What the token of the last call said of its owner; undefined before the first call, and without such a token. */
export const claimsOf = (secrets: Secrets): Claims | undefined => lastClaims.get(secrets);

const claimsIn = async (credentials: Credentials): Promise<Claims | undefined> => {
  lastClaims.delete(credentials.secrets);
  const token = await credentials.accessToken();
  const claims = token === undefined ? undefined : readClaims(token);
  if (claims !== undefined) lastClaims.set(credentials.secrets, claims);
  return claims;
};

/** Ids that would change the path they are put into are refused, as the vendor's own command line does. */
const isPlainId = (id: string): boolean => id !== "" && !/[/?#&%\s]/.test(id);

/**
 * The account that calls are made for: `BW_ACCOUNT_ID`, checked against the accounts of the credential, or the only
 * account that the credential has. With several and none chosen there is no value, and the caller may name one.
 */
export const boundAccount = async (credentials: Credentials): Promise<BoundValue> => {
  const chosen = credentials.secrets.get("BW_ACCOUNT_ID")?.trim();
  const accounts = (await claimsIn(credentials))?.accounts ?? [];
  const allowed = accounts.length > 0 ? { allowed: accounts } : {};
  if (chosen !== undefined && chosen !== "") {
    if (!isPlainId(chosen)) {
      return {
        problem: "BW_ACCOUNT_ID is not an account id: it contains a space or one of / ? # & %.",
        recovery: "Set BW_ACCOUNT_ID to the number of the account, such as 9900000.",
        ...allowed,
      };
    }
    if (accounts.length > 0 && !accounts.includes(chosen)) {
      return {
        problem: `BW_ACCOUNT_ID is ${chosen}, but the credential is for ${listed(accounts)}.`,
        recovery: "Set BW_ACCOUNT_ID to one of these accounts, or use a credential of that account.",
        allowed: accounts,
      };
    }
    return { value: chosen, ...allowed };
  }
  const [only, ...others] = accounts;
  if (only !== undefined && others.length === 0) return { value: only, allowed: accounts };
  return only === undefined
    ? {
        problem: "The credential does not name an account.",
        recovery: "Set BW_ACCOUNT_ID, or give accountId.",
      }
    : {
        problem: `The credential is for ${listed(accounts)}, and none is chosen.`,
        recovery: "Set BW_ACCOUNT_ID to one of them, or give accountId.",
        allowed: accounts,
      };
};

const listed = (accounts: readonly string[]): string =>
  accounts.length === 1 ? `account ${accounts[0]}` : `accounts ${accounts.slice(0, 20).join(", ")}`;
