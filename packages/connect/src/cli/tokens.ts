import { clientOfToken } from "../auth/clients.js";
import type { LoginContext } from "../auth/context.js";
import { endpointsOf } from "../auth/endpoint.js";
import { clearPending, pendingKeys } from "../auth/pending.js";
import { forgetPins } from "../auth/pins.js";
import { refreshToken } from "../auth/refresh.js";
import { readToken, type Token } from "../auth/token-store.js";
import type { Environment } from "../config/interpolate.js";
import { plainOAuth } from "../config/types.js";
import { Failure } from "../failure.js";
import { Refusal } from "../refusal.js";
import { type Context, createContext } from "./context.js";
import { readFlags } from "./flags.js";
import { print, say } from "./output.js";
import { loginTarget } from "./target.js";

/** `refresh`: a new token now. Prints until when it is valid, never the token. */
export const refresh = async (args: readonly string[], env: Environment): Promise<number> => {
  const { flags, words } = readFlags("refresh", args, 1);
  const target = await loginTarget(createContext(env, flags), words[0]);
  const token = target.tokens.read();
  if (token === undefined)
    throw new Failure(
      "login-needed",
      `There is no login at ${target.name}`,
      `Run: jackfield-connect login ${target.name}`,
    );
  try {
    const outcome = await refreshToken(target, token);
    if (outcome.kind === "over")
      throw new Failure("login-needed", outcome.reason, `Run: jackfield-connect login ${target.name}`);
    const { expiresAt } = outcome.token;
    print(expiresAt === null ? "no known end" : new Date(expiresAt).toISOString());
    return 0;
  } catch (error) {
    if (error instanceof Refusal) throw new Failure("network", error.message);
    throw error;
  }
};

/** Tells the authorization server that nobody needs the tokens of this login any more. */
const revoke = async (
  { state, settings, http }: Pick<LoginContext, "state" | "settings" | "http">,
  token: Token,
): Promise<void> => {
  const { authorizationServer: server } = token;
  const url = new URL(token.server.url);
  if (server.revocation_endpoint === undefined) {
    say(`The authorization server of ${url.host} cannot revoke tokens; they are deleted here only.`);
    return;
  }
  const client = clientOfToken(state, settings, server, token.clientId);
  const endpoints = endpointsOf(server, http, url);
  for (const one of [token.refreshToken, token.accessToken]) {
    const answer = one === undefined ? undefined : await endpoints.revoke(client, one);
    if (answer === undefined || answer.kind === "ok") continue;
    const why = answer.kind === "transient" ? answer.detail : answer.error;
    // An access token that only carries a signature ends by itself, and the server says that it keeps none to revoke.
    if (why !== "unsupported_token_type") say(`A token of ${url.host} could not be revoked: ${why}`);
  }
};

const logoutEverywhere = async (context: Context): Promise<void> => {
  const { state, flags } = context;
  const http = await context.http();
  for (const file of state.list("auth")) {
    const key = file.replace(/\.json$/, "");
    const token = readToken(state, key);
    if (flags.revoke === true && token !== undefined)
      await revoke({ state, settings: plainOAuth, http }, token);
    state.remove(`auth/${file}`);
    forgetPins(state, key);
  }
  for (const key of pendingKeys(state)) clearPending(state, key);
  print("logged out everywhere");
};

/** `logout`: the tokens of one server, or of all. */
export const logout = async (args: readonly string[], env: Environment): Promise<number> => {
  const { flags, words } = readFlags("logout", args, 1);
  const context = createContext(env, flags);
  if (flags.all === true) {
    await logoutEverywhere(context);
    return 0;
  }
  const target = await loginTarget(context, words[0]);
  const { state, key, tokens } = target;
  const token = tokens.read();
  if (flags.revoke === true && token !== undefined) await revoke(target, token);
  tokens.remove();
  clearPending(state, key);
  forgetPins(state, key);
  print(`logged out of ${target.name}`);
  return 0;
};
