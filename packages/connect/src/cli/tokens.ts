import { clientOfToken } from "../auth/clients.js";
import { endpointsOf } from "../auth/endpoint.js";
import { clearPending, pendingKeys } from "../auth/pending.js";
import { forgetPins } from "../auth/pins.js";
import { refreshToken } from "../auth/refresh.js";
import type { Environment } from "../config/interpolate.js";
import { Failure } from "../failure.js";
import { Refusal } from "../refusal.js";
import { createContext } from "./context.js";
import { readFlags } from "./flags.js";
import { say } from "./output.js";
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
    process.stdout.write(`${expiresAt === null ? "no known end" : new Date(expiresAt).toISOString()}\n`);
    return 0;
  } catch (error) {
    if (error instanceof Refusal) throw new Failure("network", error.message);
    throw error;
  }
};

/** `logout`: the tokens of one server, or of all. */
export const logout = async (args: readonly string[], env: Environment): Promise<number> => {
  const { flags, words } = readFlags("logout", args, 1);
  const context = createContext(env, flags);
  const { state } = context;
  if (flags.all === true) {
    for (const file of state.list("auth")) state.remove(`auth/${file}`);
    for (const key of pendingKeys(state)) clearPending(state, key);
    process.stdout.write("logged out everywhere\n");
    return 0;
  }
  const target = await loginTarget(context, words[0]);
  const token = target.tokens.read();
  if (flags.revoke === true && token !== undefined) {
    const { authorizationServer: server } = token;
    const client = clientOfToken(state, target.settings, server, token.clientId);
    const endpoints = endpointsOf(server, target.http, target.url);
    if (server.revocation_endpoint === undefined)
      say("The authorization server cannot revoke tokens; the token is deleted here only.");
    else
      for (const one of [token.refreshToken, token.accessToken]) {
        const answer = one === undefined ? undefined : await endpoints.revoke(client, one);
        if (answer?.kind === "transient") say(`A token could not be revoked: ${answer.detail}`);
      }
  }
  target.tokens.remove();
  clearPending(state, target.key);
  forgetPins(state, target.key);
  process.stdout.write(`logged out of ${target.name}\n`);
  return 0;
};
