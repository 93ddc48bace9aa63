import { isIP } from "node:net";
import { CallError } from "../call-error.js";
import { parseUrl } from "../parse-url.js";

/** Time, waiting and chance, injected so that tests own them. */
export type Clock = {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after so many milliseconds; rejects with the signal's reason when it is aborted first. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** In [0, 1). */
  random(): number;
};

/** One OAuth 2.0 client at one token endpoint (RFC 6749 section 4.4). */
export type TokenRequest = {
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Names of the settings, for error texts. */
  readonly settings: string;
};

/** Sends the form and gives status and decoded JSON body; throws when there is no reply. */
export type TokenPost = (request: {
  readonly url: string;
  readonly authorization: string;
  readonly body: string;
}) => Promise<{ readonly status: number; readonly body: unknown }>;

export type TokenStore = {
  /** A token that is good for at least a minute, minted if need be. Rejects with `CallError`. */
  get(request: TokenRequest, signal: AbortSignal): Promise<string>;
  /** A token other than the one that the API has just refused. */
  renew(request: TokenRequest, refused: string, signal: AbortSignal): Promise<string>;
};

type Entry = {
  token?: string;
  /** From here on a new token is minted. */
  staleAt: number;
  minting?: Promise<string>;
  failures: number;
  failure?: CallError;
  /** Until then the last failure is repeated without asking again. */
  quietUntil: number;
};

const defaultLifetime = 3600;
const margin = 60_000;

const failed = (request: TokenRequest, what: string, status?: number): CallError =>
  new CallError({
    error: `No access token from ${parseUrl(request.url)?.host ?? "the token endpoint"}: ${what}.`,
    code: "auth",
    recovery: `Check ${request.settings}, and that they belong to this environment; then try again.`,
    ...(status === undefined ? {} : { status }),
  });

const isLoopback = (hostname: string): boolean =>
  hostname === "localhost" || hostname === "[::1]" || (isIP(hostname) === 4 && hostname.startsWith("127."));

/** Client secrets travel over https only; plain http is for loopback. Cloud metadata addresses are never asked. */
const checkUrl = (request: TokenRequest): URL => {
  const url = parseUrl(request.url);
  const safe = url?.protocol === "https:" || (url?.protocol === "http:" && isLoopback(url.hostname));
  if (url === undefined || !safe) throw failed(request, "the token URL must be https");
  if (url.hostname.startsWith("169.254.") || url.hostname.startsWith("[fe80:")) {
    throw failed(request, "the token URL is a link-local address");
  }
  return url;
};

/** `expires_in` of RFC 6749 section 5.1 in seconds; an hour when it is missing or makes no sense. */
const lifetime = (body: Readonly<Record<string, unknown>>): number => {
  const seconds = Number(body.expires_in);
  return Number.isFinite(seconds) && seconds > 0 ? seconds : defaultLifetime;
};

const asObject = (body: unknown): Readonly<Record<string, unknown>> =>
  typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {}; // any object has string keys

const withSignal = (promise: Promise<string>, signal: AbortSignal): Promise<string> =>
  new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) return abort();
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });

/**
 * Client-credentials tokens: one request per client and endpoint however many calls wait for it, renewed when less than
 * a minute remains (half of the lifetime for shorter tokens). A failure is shared by all waiters and then repeated
 * without asking again for 1, 2, 4 … 30 seconds. Each waiter gives up by its own signal; the request itself goes on.
 */
export const createTokenStore = (post: TokenPost, clock: Clock): TokenStore => {
  const entries = new Map<string, Entry>();

  const ask = async (request: TokenRequest): Promise<{ token: string; seconds: number }> => {
    checkUrl(request);
    // Sent as it is, like most clients do, instead of form-encoded first (RFC 6749 section 2.3.1): few servers decode.
    const basic = Buffer.from(`${request.clientId}:${request.clientSecret}`).toString("base64");
    const reply = await post({
      url: request.url,
      authorization: `Basic ${basic}`,
      body: "grant_type=client_credentials",
    }).catch((error: unknown) => {
      throw failed(request, error instanceof Error ? error.message : "no reply");
    });
    const body = asObject(reply.body);
    if (reply.status < 200 || reply.status > 299) {
      const reason = typeof body.error === "string" ? `, "${body.error.slice(0, 100)}"` : "";
      throw failed(request, `it answered ${reply.status}${reason}`, reply.status);
    }
    const token = body.access_token;
    if (typeof token !== "string" || !/^[\x21-\x7e]+$/.test(token)) {
      throw failed(request, "the reply holds no access_token");
    }
    return { token, seconds: lifetime(body) };
  };

  const mint = async (request: TokenRequest, entry: Entry): Promise<string> => {
    try {
      const { token, seconds } = await ask(request);
      const milliseconds = seconds * 1000;
      entry.token = token;
      entry.staleAt = clock.now() + milliseconds - Math.min(margin, milliseconds / 2);
      entry.failures = 0;
      return token;
    } catch (error) {
      const failure = error instanceof CallError ? error : failed(request, "the request failed");
      entry.failure = failure;
      entry.quietUntil = clock.now() + Math.min(30_000, 1000 * 2 ** entry.failures);
      entry.failures += 1;
      throw failure;
    } finally {
      entry.minting = undefined;
    }
  };

  const current = (request: TokenRequest): Entry => {
    const key = JSON.stringify([request.url, request.clientId, request.clientSecret]);
    const entry = entries.get(key) ?? { staleAt: 0, failures: 0, quietUntil: 0 };
    entries.set(key, entry);
    return entry;
  };

  const fresh = async (request: TokenRequest, entry: Entry, signal: AbortSignal): Promise<string> => {
    if (entry.minting === undefined) {
      if (entry.failure !== undefined && clock.now() < entry.quietUntil) throw entry.failure;
      entry.minting = mint(request, entry);
      // A waiter may give up first; the failure must not count as unhandled then.
      entry.minting.catch(() => undefined);
    }
    return withSignal(entry.minting, signal);
  };

  return {
    async get(request, signal) {
      const entry = current(request);
      if (entry.token !== undefined && clock.now() < entry.staleAt) return entry.token;
      return fresh(request, entry, signal);
    },
    async renew(request, refused, signal) {
      const entry = current(request);
      // Another call has renewed it in the meantime.
      if (entry.token !== undefined && entry.token !== refused && clock.now() < entry.staleAt)
        return entry.token;
      return fresh(request, entry, signal);
    },
  };
};
