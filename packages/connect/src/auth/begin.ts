import * as oauth from "oauth4webapi";
import { foreign } from "../redact.js";
import { Refusal } from "../refusal.js";
import { normalUrl } from "../state/key.js";
import { type BearerChallenge, scopesOf } from "./challenge.js";
import { identify, recordedPort } from "./clients.js";
import type { LoginContext } from "./context.js";
import { type Discovery, discover } from "./discovery.js";
import { type Client, type Endpoints, endpointsOf } from "./endpoint.js";
import { metadataReader } from "./metadata.js";
import { type Pending, pendingLife, savePending } from "./pending.js";
import { safeUrl } from "./safe-url.js";

/** What a login is to bring. */
export type Wish = {
  readonly challenge: BearerChallenge | undefined;
  /** Scopes beyond those that server and configuration ask for, for example the ones already granted. */
  readonly scopes: readonly string[];
  /** The client that was used so far did not work: another registration. */
  readonly fresh?: boolean;
};

export const callbackPath = "/callback";

export const discoverFor = (
  context: LoginContext,
  challenge: BearerChallenge | undefined,
): Promise<Discovery> => {
  const { url, settings, http, tokens } = context;
  const reader = metadataReader(http, url);
  return discover({ url, challenge, settings, reader, preferred: tokens.read()?.issuer });
};

/** The resource indicator of RFC 8707: the same on authorization, exchange and refresh. */
export const resourceOf = ({ settings, url }: LoginContext, discovery: Discovery): string | undefined => {
  if (settings.resource === false) return undefined;
  return settings.resource ?? discovery.resource ?? normalUrl(url);
};

/** Configured and demanded scopes, else what the resource lists; with refresh tokens where the server has them. */
export const scopesFor = (
  { settings }: LoginContext,
  { challenge, scopes }: Wish,
  discovery: Discovery,
): readonly string[] => {
  const union = new Set([...settings.scopes, ...scopesOf(challenge?.scope), ...scopes]);
  if (settings.scopes.length === 0 && challenge?.scope === undefined)
    for (const scope of discovery.scopes ?? []) union.add(scope);
  if (discovery.server.scopes_supported?.includes("offline_access")) union.add("offline_access");
  return [...union];
};

/** The redirect address for a login without a listener of its own: nothing has to answer there. */
export const idleRedirect = ({ settings, callback, state }: LoginContext, discovery: Discovery): string => {
  if (settings.redirectUri !== undefined) return settings.redirectUri;
  const port = callback.port ?? recordedPort(state, discovery.server.issuer) ?? 33_418;
  return `http://${callback.host}:${port}${callbackPath}`;
};

const authorizeUrl = async (
  context: LoginContext,
  discovery: Discovery,
  pending: Omit<Pending, "url">,
): Promise<string> => {
  const endpoint = discovery.server.authorization_endpoint;
  if (endpoint === undefined)
    throw new Refusal("login-needed", "The authorization server has no page to log in at");
  if (!URL.canParse(endpoint))
    throw new Refusal("login-needed", `The login page ${foreign(endpoint, 80)} is not an address`);
  const url = new URL(endpoint);
  const { scopes, resource } = pending;
  const parameters: Readonly<Record<string, string | undefined>> = {
    response_type: "code",
    client_id: pending.client.clientId,
    redirect_uri: pending.redirectUri,
    state: pending.state,
    code_challenge: await oauth.calculatePKCECodeChallenge(pending.codeVerifier),
    code_challenge_method: "S256",
    scope: scopes.length > 0 ? scopes.join(" ") : undefined,
    resource,
    // An OpenID provider gives refresh tokens only after the person has agreed to them once.
    prompt:
      discovery.openid &&
      scopes.includes("offline_access") &&
      context.tokens.read()?.refreshToken === undefined
        ? "consent"
        : undefined,
  };
  for (const [name, value] of Object.entries(parameters))
    if (value !== undefined) url.searchParams.set(name, value);
  const safe = safeUrl(url.href);
  if (safe === undefined)
    throw new Refusal(
      "login-needed",
      `The login page ${foreign(endpoint, 80)} is not an address to open; it is refused`,
    );
  return safe;
};

/** Who we are at the authorization server of a login, and its endpoints. */
export const clientFor = async (
  { key, state, http, clock, settings, url }: LoginContext,
  wish: Wish,
  { server }: Discovery,
  redirectUri: string,
): Promise<{ readonly endpoints: Endpoints; readonly client: Client }> => {
  const endpoints = endpointsOf(server, http, url);
  const fresh = wish.fresh === true;
  const client = await identify({
    key,
    settings,
    server,
    endpoints,
    state,
    now: clock.now,
    redirectUri,
    fresh,
  });
  return { endpoints, client };
};

/** Begins a login with a code: everything that its end needs is on the disk before a person sees the address. */
export const beginCode = async (
  context: LoginContext,
  wish: Wish,
  discovery: Discovery,
  kind: "browser" | "paste",
  redirectUri: string,
): Promise<Pending> => {
  const { key, state, clock, url } = context;
  const { client } = await clientFor(context, wish, discovery, redirectUri);
  const now = clock.now();
  const base = {
    kind,
    state: oauth.generateRandomState(),
    codeVerifier: oauth.generateRandomCodeVerifier(),
    redirectUri,
    authorizationServer: discovery.server,
    client,
    resource: resourceOf(context, discovery),
    scopes: scopesFor(context, wish, discovery),
    serverUrl: url.href,
    createdAt: now,
    expiresAt: now + pendingLife,
    pid: process.pid,
  };
  const pending: Pending = { ...base, url: await authorizeUrl(context, discovery, base) };
  savePending(state, key, pending);
  return pending;
};
