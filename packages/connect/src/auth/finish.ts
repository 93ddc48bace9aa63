import { Refusal } from "../refusal.js";
import { dropClient } from "./clients.js";
import type { LoginContext } from "./context.js";
import { type EndpointAnswer, endpointsOf } from "./endpoint.js";
import { clearPending, type Pending } from "./pending.js";
import { type Token, tokenFrom } from "./token-store.js";

/** How an attempt to finish a login ended. Only a refusal by the server ends the login itself. */
export type Finish =
  | { readonly kind: "done"; readonly token: Token }
  | { readonly kind: "refused"; readonly message: string }
  | { readonly kind: "try-again"; readonly message: string };

/** Takes the token of a login: it is on the disk before anybody uses it, and the server's other logins are over. */
export const takeToken = (
  context: LoginContext,
  pending: Pending,
  answer: EndpointAnswer & { kind: "ok" },
): Finish => {
  const { tokens, key, state, clock, url } = context;
  const { authorizationServer, client, resource, scopes } = pending;
  const token = tokenFrom(
    answer.body,
    {
      server: { url: url.href, resource, ...(context.name === url.href ? {} : { name: context.name }) },
      issuer: authorizationServer.issuer,
      clientId: client.clientId,
      refreshToken: undefined,
      scope: scopes.join(" "),
      generation: tokens.read()?.generation ?? 0,
      authorizationServer,
    },
    clock.now(),
  );
  if (token === undefined)
    return { kind: "try-again", message: "The authorization server answered without a token" };
  const saved = tokens.save(token);
  clearPending(state, key);
  return { kind: "done", token: saved };
};

/** Exchanges the code. A server that is out of order keeps the login open. */
export const finishCode = async (context: LoginContext, pending: Pending, code: string): Promise<Finish> => {
  const { http, url, state } = context;
  const { authorizationServer, client, resource, codeVerifier, redirectUri } = pending;
  const answer = await endpointsOf(authorizationServer, http, url).token(client, "authorization_code", {
    code,
    redirect_uri: redirectUri,
    code_verifier: codeVerifier,
    ...(resource === undefined ? {} : { resource }),
  });
  if (answer.kind === "ok") return takeToken(context, pending, answer);
  if (answer.kind === "transient")
    return {
      kind: "try-again",
      message: `The authorization server cannot be used now (${answer.detail}); try again`,
    };
  if (answer.error === "invalid_client") dropClient(state, authorizationServer.issuer, client.clientId);
  return {
    kind: "refused",
    message: `The authorization server refused the code: ${answer.error} ${answer.description}`.trim(),
  };
};

/** What a host reads when nobody can log in here and now. */
export const loginNeeded = (context: LoginContext, why: string, pending?: Pending): Refusal => {
  const { name, key, clock } = context;
  const until =
    pending === undefined
      ? {}
      : { expiresAt: pending.expiresAt, minutes: Math.round((pending.expiresAt - clock.now()) / 60_000) };
  const device = pending?.device;
  const how =
    pending === undefined
      ? `Run: jackfield-connect login ${name}`
      : device === undefined
        ? `Open ${pending.url} and log in; then run: jackfield-connect complete-login ${name} and paste the address that the browser ended up at`
        : `Open ${device.verificationUri} and enter the code ${device.userCode}; then connect again`;
  return new Refusal("login-needed", `${why}. ${how}`, {
    key,
    server: name,
    ...(pending === undefined ? {} : { loginUrl: device?.verificationUri ?? pending.url }),
    ...(device === undefined ? {} : { userCode: device.userCode }),
    command: `jackfield-connect ${pending === undefined || device !== undefined ? "login" : "complete-login"} ${name}`,
    ...until,
  });
};
