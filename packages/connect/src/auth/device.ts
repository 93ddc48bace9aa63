import * as oauth from "oauth4webapi";
import { foreign } from "../redact.js";
import { Refusal } from "../refusal.js";
import { clientFor, idleRedirect, resourceOf, scopesFor, type Wish } from "./begin.js";
import type { LoginContext } from "./context.js";
import type { Discovery } from "./discovery.js";
import { type EndpointAnswer, endpointsOf } from "./endpoint.js";
import { type Finish, takeToken } from "./finish.js";
import { type Pending, readPending, removePending, savePending } from "./pending.js";
import { safeUrl } from "./safe-url.js";
import { lifetime } from "./token-store.js";

const deviceGrant = "urn:ietf:params:oauth:grant-type:device_code";
/** Seconds between two polls when the server does not say (RFC 8628 section 3.5). */
const defaultInterval = 5;

/** What one poll says (RFC 8628 section 3.5). */
type Poll = "done" | "wait" | "slower" | "over" | "unclear";

export const judgePoll = (answer: EndpointAnswer): Poll => {
  if (answer.kind === "ok") return "done";
  if (answer.kind === "transient") return "unclear";
  switch (answer.error) {
    case "authorization_pending":
      return "wait";
    case "slow_down":
      return "slower";
    default:
      return "over";
  }
};

const shownUrl = (value: unknown): string | undefined =>
  typeof value === "string" ? safeUrl(value) : undefined;

/** Asks for a code that a person enters on another device. A newer login of the same server ends the older ones. */
export const beginDevice = async (
  context: LoginContext,
  wish: Wish,
  discovery: Discovery,
): Promise<Pending> => {
  const { key, state, clock, url } = context;
  if (discovery.server.device_authorization_endpoint === undefined)
    throw new Refusal(
      "login-needed",
      `The authorization server of ${url.host} offers no login by device code`,
    );
  const redirectUri = idleRedirect(context, discovery);
  const { endpoints, client } = await clientFor(context, wish, discovery, redirectUri);
  const scopes = scopesFor(context, wish, discovery);
  const resource = resourceOf(context, discovery);
  const answer = await endpoints.device(client, {
    ...(scopes.length > 0 ? { scope: scopes.join(" ") } : {}),
    ...(resource === undefined ? {} : { resource }),
  });
  if (answer.kind === "transient")
    throw new Refusal("unreachable", `No device code can be had now: ${answer.detail}`);
  if (answer.kind === "refused")
    throw new Refusal("login-needed", `No device code is given: ${answer.error} ${answer.description}`);
  const { body } = answer;
  const { device_code: deviceCode, user_code: userCode, interval } = body;
  const verificationUri = shownUrl(body.verification_uri);
  if (typeof deviceCode !== "string" || typeof userCode !== "string" || verificationUri === undefined)
    throw new Refusal(
      "login-needed",
      "The response with the device code is incomplete, or its address is not allowed",
    );
  for (const older of readPending(state, key, clock.now()))
    if (older.kind === "device") removePending(state, key, older);
  const now = clock.now();
  const pending: Pending = {
    kind: "device",
    state: oauth.generateRandomState(),
    codeVerifier: "",
    redirectUri,
    authorizationServer: discovery.server,
    client,
    resource,
    scopes,
    url: shownUrl(body.verification_uri_complete) ?? verificationUri,
    serverUrl: url.href,
    createdAt: now,
    expiresAt: now + (lifetime(body.expires_in) ?? 900) * 1_000,
    pid: process.pid,
    device: {
      deviceCode,
      userCode: foreign(userCode, 40),
      verificationUri,
      interval: typeof interval === "number" && interval > 0 ? interval : defaultInterval,
    },
  };
  savePending(state, key, pending);
  return pending;
};

/** One poll of a pending device login. */
export const pollOnce = async (
  context: LoginContext,
  pending: Pending,
): Promise<{ readonly poll: Poll; readonly finish: Finish | undefined }> => {
  const { authorizationServer, client, device, resource } = pending;
  const endpoints = endpointsOf(authorizationServer, context.http, context.url);
  const answer = await endpoints.token(client, deviceGrant, {
    device_code: device?.deviceCode ?? "",
    ...(resource === undefined ? {} : { resource }),
  });
  const poll = judgePoll(answer);
  if (answer.kind === "ok") return { poll, finish: takeToken(context, pending, answer) };
  if (poll !== "over" || answer.kind === "transient") return { poll, finish: undefined };
  const reasons: Readonly<Record<string, string>> = {
    access_denied: "The login was refused on the other device",
    expired_token: "The code has expired; begin the login again",
  };
  const message = reasons[answer.error] ?? `The login failed: ${answer.error} ${answer.description}`;
  return { poll, finish: { kind: "refused", message } };
};

/** Polls until the person has decided, the code expires, a newer login replaces this one, or `signal` aborts. */
export const awaitDevice = async (
  context: LoginContext,
  pending: Pending,
  signal: AbortSignal,
): Promise<Finish> => {
  const { clock, state, key } = context;
  let seconds = pending.device?.interval ?? defaultInterval;
  let trouble = 0;
  while (clock.now() < pending.expiresAt) {
    await clock.sleep(Math.min(seconds * 2 ** trouble, 60) * 1_000, signal);
    if (signal.aborted) return { kind: "try-again", message: "The login was given up" };
    if (clock.now() >= pending.expiresAt) break;
    const current = readPending(state, key, clock.now()).some((one) => one.state === pending.state);
    const token = context.tokens.read();
    if (!current && token !== undefined && token.obtainedAt >= pending.createdAt)
      return { kind: "done", token };
    if (!current) return { kind: "refused", message: "A newer login has replaced this one" };
    const { poll, finish } = await pollOnce(context, pending);
    if (finish !== undefined) {
      if (finish.kind === "refused") removePending(state, key, pending);
      return finish;
    }
    trouble = poll === "unclear" ? trouble + 1 : 0;
    // For good: the server will not take back that it wants more time between polls.
    if (poll === "slower") seconds += 5;
  }
  removePending(state, key, pending);
  return { kind: "refused", message: "The code has expired; begin the login again" };
};
