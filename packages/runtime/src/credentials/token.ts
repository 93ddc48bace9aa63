import { CallError } from "../call-error.js";
import type { Clock } from "../clock.js";
import { parseUrl } from "../parse-url.js";
import { digest } from "./digest.js";
import { endpointProblem } from "./endpoint-url.js";
import { createShared, type Lasting } from "./shared.js";

/** How the client shows who it is (RFC 6749 section 2.3.1); one without a secret is public and only names itself. */
export type TokenClient = {
  readonly id: string;
  readonly secret?: string;
  /** Where the secret goes. */
  readonly place: "header" | "body";
};

/** What the token endpoint is given for a token. `setting` names the variable of the refresh token. */
export type TokenGrant =
  | { readonly type: "clientCredentials" }
  | { readonly type: "refreshToken"; readonly refreshToken: string; readonly setting: string }
  | { readonly type: "password"; readonly username: string; readonly password: string };

/** One OAuth 2.0 client with one grant at one token endpoint. */
export type TokenRequest = {
  readonly url: string;
  /** Absent: the request does not name a client. */
  readonly client?: TokenClient;
  readonly grant: TokenGrant;
  /** Asked for in this order; none: the endpoint's own choice. */
  readonly scopes: readonly string[];
  /** Names of the settings, for error texts. */
  readonly settings: string;
};

/** Sends the form and gives status and decoded JSON body; throws when there is no reply. */
export type TokenPost = (request: {
  readonly url: string;
  readonly authorization?: string;
  readonly body: string;
}) => Promise<{ readonly status: number; readonly body: unknown }>;

export type TokenStore = {
  /** A token that is good for at least a minute, minted if need be. Rejects with `CallError`. */
  get(request: TokenRequest, signal: AbortSignal): Promise<string>;
  /** A token other than the one that the API has just refused. */
  renew(request: TokenRequest, refused: string, signal: AbortSignal): Promise<string>;
};

/** Told when a token endpoint has replaced a refresh token (RFC 6749 section 6). */
export type OnRotation = (rotation: {
  readonly spent: string;
  readonly issued: string;
  readonly url: string;
  readonly setting: string;
}) => void;

const defaultLifetime = 3600;

const recoveryFor = (request: TokenRequest, reason: string | undefined): string => {
  const { grant, scopes, settings } = request;
  if (reason === "invalid_grant" && grant.type === "refreshToken") {
    return `The refresh token of ${grant.setting} no longer counts: get a new one by signing in again, set ${grant.setting}, and restart this server.`;
  }
  if (reason === "invalid_scope" && scopes.length > 0) {
    return `This call needs the scopes ${scopes.join(" ").slice(0, 200)}; let the client of ${settings} have them.`;
  }
  return `Check ${settings}, and that they belong to this deployment; then try again.`;
};

const failed = (
  request: TokenRequest,
  what: string,
  reply?: { readonly status: number; readonly reason: string | undefined },
): CallError =>
  new CallError({
    error: `No access token from ${parseUrl(request.url)?.host ?? "the token endpoint"}: ${what}.`,
    code: "auth",
    recovery: recoveryFor(request, reply?.reason),
    ...(reply === undefined ? {} : { status: reply.status }),
  });

/** `expires_in` of RFC 6749 section 5.1 in seconds; an hour when it is missing or makes no sense. */
const lifetime = (body: Readonly<Record<string, unknown>>): number => {
  const seconds = Number(body.expires_in);
  return Number.isFinite(seconds) && seconds > 0 ? seconds : defaultLifetime;
};

const asObject = (body: unknown): Readonly<Record<string, unknown>> =>
  typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {}; // any object has string keys

const isToken = (value: unknown): value is string =>
  typeof value === "string" && /^[\x21-\x7e]+$/.test(value);

const grantFields = (grant: TokenGrant, refreshToken: string): Readonly<Record<string, string>> => {
  switch (grant.type) {
    case "clientCredentials":
      return { grant_type: "client_credentials" };
    case "refreshToken":
      return { grant_type: "refresh_token", refresh_token: refreshToken };
    case "password":
      return { grant_type: "password", username: grant.username, password: grant.password };
  }
};

/** The request of RFC 6749 sections 4.3.2, 4.4.2 and 6. */
const formOf = (request: TokenRequest, refreshToken: string): Omit<Parameters<TokenPost>[0], "url"> => {
  const { client, grant, scopes } = request;
  const inBody = client !== undefined && (client.secret === undefined || client.place === "body");
  const fields = {
    ...grantFields(grant, refreshToken),
    ...(scopes.length > 0 ? { scope: scopes.join(" ") } : {}),
    ...(inBody ? { client_id: client.id } : {}),
    ...(inBody && client.secret !== undefined ? { client_secret: client.secret } : {}),
  };
  const body = new URLSearchParams(fields).toString();
  if (inBody || client === undefined) return { body };
  // Sent as it is, like most clients do, instead of form-encoded first (RFC 6749 section 2.3.1): few servers decode.
  const pair = Buffer.from(`${client.id}:${client.secret}`).toString("base64");
  return { authorization: `Basic ${pair}`, body };
};

const withSecretElsewhere = (request: TokenRequest): TokenRequest => {
  const { client } = request;
  if (client === undefined) return request;
  return { ...request, client: { ...client, place: client.place === "header" ? "body" : "header" } };
};

const isSuccess = (status: number): boolean => status >= 200 && status <= 299;

/** Codes of RFC 6749 section 5.2 for faults of something else than the client. */
const notOfClient = /^(?:invalid_grant|invalid_scope|unsupported_grant_type|unauthorized_client)$/;

/**
 * Whether the client may not have been authenticated, or parts of that may be missing from the request (RFC 6749
 * section 5.2). Many endpoints say so in words of their own, or in none.
 */
const refusesClient = ({ status, body }: Awaited<ReturnType<TokenPost>>): boolean =>
  [400, 401, 403].includes(status) && !notOfClient.test(String(asObject(body).error));

/**
 * Access tokens, one request at a time per client, grant, scopes and endpoint, as `createShared` says. A refresh token
 * that the endpoint replaces is used from then on, for as long as the store lives.
 */
export const createTokenStore = (post: TokenPost, clock: Clock, onRotation: OnRotation): TokenStore => {
  const tokens = createShared<string>(clock);
  /** Key → the refresh token that counts now. */
  const rotated = new Map<string, string>();
  /** Keys of clients whose endpoint wants the secret in the other place than the spec lets expect. */
  const elsewhere = new Set<string>();

  /** The reply of the endpoint; where it does not know the client, that of one more try with the secret elsewhere. */
  const ask = async (request: TokenRequest, key: string, present: string): ReturnType<TokenPost> => {
    const { url, client } = request;
    const send = (moved: boolean): ReturnType<TokenPost> =>
      post({ url, ...formOf(moved ? withSecretElsewhere(request) : request, present) });
    const reply = await send(elsewhere.has(key));
    if (client?.secret === undefined || !refusesClient(reply)) return reply;
    const again = await send(!elsewhere.has(key));
    if (!isSuccess(again.status)) return refusesClient(again) ? reply : again;
    if (!elsewhere.delete(key)) elsewhere.add(key);
    return again;
  };

  const mint = async (request: TokenRequest, key: string): Promise<Lasting<string>> => {
    const { url, grant } = request;
    const problem = endpointProblem(url);
    if (problem !== undefined) throw failed(request, `the token URL ${problem}`);
    const present = grant.type === "refreshToken" ? (rotated.get(key) ?? grant.refreshToken) : "";
    const reply = await ask(request, key, present).catch((error: unknown) => {
      throw failed(request, error instanceof Error ? error.message : "no reply");
    });
    const body = asObject(reply.body);
    const { status } = reply;
    if (!isSuccess(status)) {
      const reason = typeof body.error === "string" ? body.error : undefined;
      // Anything but an error code could hold what was sent.
      const shownReason = reason === undefined || !/^[a-z_]{1,60}$/.test(reason) ? "" : `, "${reason}"`;
      throw failed(request, `it answered ${status}${shownReason}`, { status, reason });
    }
    const { access_token: token, refresh_token: issued } = body;
    if (grant.type === "refreshToken" && isToken(issued) && issued !== present) {
      // Before anything else can fail: the spent token is of no more use.
      rotated.set(key, issued);
      onRotation({ spent: present, issued, url, setting: grant.setting });
    }
    if (!isToken(token)) throw failed(request, "the reply has no access_token");
    return { value: token, milliseconds: lifetime(body) * 1000 };
  };

  const find = (request: TokenRequest, signal: AbortSignal, refused?: string): Promise<string> => {
    const { url, client, grant, scopes } = request;
    const key = digest([url, client, grant, [...scopes].sort()]);
    return tokens.get(key, () => mint(request, key), signal, refused);
  };

  return {
    get: (request, signal) => find(request, signal),
    renew: (request, refused, signal) => find(request, signal, refused),
  };
};
