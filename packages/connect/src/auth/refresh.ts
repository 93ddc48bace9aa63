import { Refusal } from "../refusal.js";
import { takeLock } from "../state/lock.js";
import { clientOfToken, dropClient } from "./clients.js";
import type { LoginContext } from "./context.js";
import { endpointsOf } from "./endpoint.js";
import { isFresh, type Token, tokenFrom } from "./token-store.js";

/** Waits between tries while the authorization server is out of order, in milliseconds. */
const pauses = [1_000, 3_000, 9_000] as const;
const lockWait = 30_000;

/** What a refresh came to. */
type RefreshOutcome =
  | { readonly kind: "token"; readonly token: Token }
  /** The login is over; a person has to log in again. */
  | { readonly kind: "over"; readonly reason: string };

/** Whether somebody else has got a newer token than the one in hand. */
const isNewer = (token: Token | undefined, old: Token): token is Token =>
  token !== undefined && token.accessToken !== old.accessToken;

/**
 * A new token for an old one: one request for all processes. Anyone who gets the lock reads the file first and uses what
 * another one has just fetched. A server that is out of order costs nobody a login: that rejects with a Refusal and
 * changes nothing.
 */
export const refreshToken = async (context: LoginContext, old: Token): Promise<RefreshOutcome> => {
  const { state, key, clock, tokens } = context;
  const lock = await takeLock(state, `${key}.refresh`, { clock, wait: lockWait });
  try {
    const current = tokens.read();
    if (isNewer(current, old) && isFresh(current, clock.now())) return { kind: "token", token: current };
    // Another process has found out that this login is over.
    if (current === undefined) return { kind: "over", reason: "the login has ended" };
    return await request(context, current);
  } finally {
    lock?.release();
  }
};

const request = async (context: LoginContext, token: Token): Promise<RefreshOutcome> => {
  const { state, http, clock, tokens, settings, url, log } = context;
  const { authorizationServer: server, clientId, refreshToken } = token;
  if (refreshToken === undefined)
    return { kind: "over", reason: "the token has expired, and there is none to renew it with" };
  const client = clientOfToken(state, settings, server, clientId);
  const endpoints = endpointsOf(server, http, url);
  const { resource } = token.server;
  for (let tries = 0; ; tries += 1) {
    const answer = await endpoints.token(client, "refresh_token", {
      refresh_token: refreshToken,
      ...(resource === undefined ? {} : { resource }),
    });
    if (answer.kind === "ok") {
      const next = tokenFrom(answer.body, token, clock.now());
      if (next !== undefined) return keep(context, token, next);
    } else if (answer.kind === "refused") {
      // Somebody without our lock may have spent this refresh token a moment ago.
      const current = tokens.read();
      if (isNewer(current, token)) return { kind: "token", token: current };
      return refused(context, token, answer.error, answer.description);
    }
    const pause = pauses[tries];
    const detail = answer.kind === "transient" ? answer.detail : "an answer without a token";
    if (pause === undefined)
      throw new Refusal(
        "unreachable",
        `The token cannot be renewed now: ${detail}. The login is kept; try again later`,
        {
          retryAfter: 10,
        },
      );
    log.debug(`the token cannot be renewed (${detail}); trying again in ${pause / 1_000} s`);
    await clock.sleep(pause);
  }
};

/** Saves the new token, unless a person has logged in or out while it was on its way. */
const keep = ({ tokens }: LoginContext, old: Token, next: Token): RefreshOutcome => {
  const current = tokens.read();
  if (current === undefined) return { kind: "over", reason: "the login has ended" };
  return { kind: "token", token: isNewer(current, old) ? current : tokens.save(next) };
};

const refused = (
  { state, tokens }: LoginContext,
  token: Token,
  error: string,
  description: string,
): RefreshOutcome => {
  if (error === "invalid_client" || error === "unauthorized_client")
    dropClient(state, token.issuer, token.clientId);
  // Only this ends a login for good; everything else may be a fault of the request.
  if (error === "invalid_grant") tokens.remove();
  return {
    kind: "over",
    reason: `the authorization server no longer renews the token: ${error} ${description}`.trim(),
  };
};
