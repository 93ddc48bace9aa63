import { variablesOf } from "@jackfield/contract";
import { CallError } from "../call-error.js";
import { type AccessContext, type OAuth2, tokenRequest } from "./access.js";
import type { Redactor } from "./redact.js";
import type { TokenStore } from "./token.js";
import { usableGrant, variable } from "./variables.js";

/** The access tokens of one call. */
export type AccessTokens = {
  /** The ready token of a scheme, else a minted one. Rejects with `CallError`. */
  get(scheme: OAuth2, scopes: readonly string[], signal: AbortSignal): Promise<string>;
  /** After a 401: the next `get` gives another token. False when none can be had, or one already was. */
  renew(): boolean;
};

const noToken = (scheme: OAuth2): CallError => {
  const ways = variablesOf(scheme).map((names) => names.join(" and "));
  return new CallError({
    error: "The API refused the access token, and the server has no client credentials to get another one.",
    code: "auth",
    recovery: `Set ${ways.join(", or ")}.`,
  });
};

export const createAccessTokens = (
  context: AccessContext & { readonly tokens: TokenStore; readonly redactor: Redactor },
): AccessTokens => {
  const { api, secrets, tokens, redactor } = context;
  const used = new Map<OAuth2, string>();
  const refused = new Map<OAuth2, string>();

  const find = async (scheme: OAuth2, scopes: readonly string[], signal: AbortSignal): Promise<string> => {
    const old = refused.get(scheme);
    const ready = variable(secrets, scheme.variables.token);
    if (ready !== undefined && ready !== old) return ready;
    const source = await tokenRequest(context, { api, scheme, scopes }, signal);
    if (source === undefined) throw noToken(scheme);
    const token = await (old === undefined ? tokens.get(source, signal) : tokens.renew(source, old, signal));
    redactor.addPassing(token);
    return token;
  };

  return {
    async get(scheme, scopes, signal) {
      const token = await find(scheme, scopes, signal);
      used.set(scheme, token);
      return token;
    },
    renew() {
      // The header holds the token of the last of several schemes, so that one was refused.
      const [scheme, token] = [...used].at(-1) ?? [];
      if (scheme === undefined || token === undefined || refused.size > 0) return false;
      if (usableGrant(scheme.grants, secrets) === undefined) return false;
      refused.set(scheme, token);
      return true;
    },
  };
};
