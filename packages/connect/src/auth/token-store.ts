import { messageOf } from "../failure.js";
import { isObject, type JsonObject } from "../json-rpc.js";
import type { Log } from "../log.js";
import type { StateFolder } from "../state/folder.js";
import { type AuthorizationServer, isServer } from "./discovery.js";

/** The login at one server, as its file holds it. */
export type Token = {
  readonly server: {
    readonly url: string;
    readonly resource: string | undefined;
    readonly name?: string | undefined;
  };
  readonly issuer: string;
  readonly clientId: string;
  readonly accessToken: string;
  readonly refreshToken: string | undefined;
  readonly scope: string;
  readonly obtainedAt: number;
  /** Milliseconds since 1970; null when only the server knows. */
  readonly expiresAt: number | null;
  /** Grows with each save. */
  readonly generation: number;
  readonly authorizationServer: AuthorizationServer;
};

const longestLife = 10 * 365 * 24 * 3_600;

/** `expires_in` as a number of seconds: absent or unreadable means that only a 401 will tell. */
export const lifetime = (value: unknown): number | undefined => {
  if (value === undefined || value === null || value === "") return undefined;
  const seconds = typeof value === "string" ? Number(value) : value;
  if (typeof seconds !== "number" || Number.isNaN(seconds)) return undefined;
  return Math.min(Math.max(seconds, 0), longestLife);
};

/** A token is renewed this long before its end: 60 s, but never more than a quarter of its life. */
const margin = ({ obtainedAt, expiresAt }: Token): number =>
  expiresAt === null ? 0 : Math.min(60_000, (expiresAt - obtainedAt) / 4);

export const isFresh = (token: Token, now: number): boolean =>
  token.expiresAt === null || now < token.expiresAt - margin(token);

/** The token of a token endpoint's answer; undefined when it contains none. What it leaves out is kept from before. */
export const tokenFrom = (
  body: JsonObject,
  base: Omit<Token, "accessToken" | "refreshToken" | "scope" | "obtainedAt" | "expiresAt"> & {
    readonly refreshToken: string | undefined;
    readonly scope: string;
  },
  now: number,
): Token | undefined => {
  const { access_token, refresh_token, scope } = body;
  if (typeof access_token !== "string" || access_token === "") return undefined;
  const seconds = lifetime(body.expires_in);
  return {
    ...base,
    accessToken: access_token,
    refreshToken:
      typeof refresh_token === "string" && refresh_token !== "" ? refresh_token : base.refreshToken,
    scope: typeof scope === "string" ? scope : base.scope,
    obtainedAt: now,
    expiresAt: seconds === undefined ? null : now + seconds * 1_000,
  };
};

export type TokenStore = {
  read(): Token | undefined;
  /** Saves before anybody uses it. When that fails the token is kept in memory, and saving is tried again. */
  save(token: Token): Token;
  remove(): void;
};

const text = (value: unknown): value is string => typeof value === "string" && value !== "";

const fromFile = (entry: JsonObject): Token | undefined => {
  const { server, issuer, clientId, accessToken, refreshToken, discovery } = entry;
  const as = isObject(discovery) ? discovery.as : undefined;
  if (!isObject(server) || !text(server.url) || !text(issuer) || !text(clientId) || !text(accessToken))
    return undefined;
  if (!isServer(as) || as.issuer !== issuer) return undefined;
  return {
    server: {
      url: server.url,
      resource: text(server.resource) ? server.resource : undefined,
      name: text(server.name) ? server.name : undefined,
    },
    issuer,
    clientId,
    accessToken,
    refreshToken: text(refreshToken) ? refreshToken : undefined,
    scope: typeof entry.scope === "string" ? entry.scope : "",
    obtainedAt: typeof entry.obtainedAt === "number" ? entry.obtainedAt : 0,
    expiresAt: typeof entry.expiresAt === "number" ? entry.expiresAt : null,
    generation: typeof entry.generation === "number" ? entry.generation : 0,
    authorizationServer: as,
  };
};

const tokenFile = (key: string): string => `auth/${key}.json`;

export const readToken = (state: StateFolder, key: string): Token | undefined => {
  const entry = state.read(tokenFile(key));
  return entry === undefined ? undefined : fromFile(entry);
};

export const tokenStore = (state: StateFolder, key: string, log: Log, now: () => number): TokenStore => {
  let unsaved: Token | undefined;
  const store = (token: Token): void => {
    const { authorizationServer, ...rest } = token;
    state.write(tokenFile(key), {
      key,
      ...rest,
      tokenType: "Bearer",
      discovery: { fetchedAt: now(), as: authorizationServer },
    });
  };
  const retry = (): void => {
    if (unsaved === undefined) return;
    try {
      store(unsaved);
      unsaved = undefined;
    } catch {
      // Reported when it was first tried; the next use tries again.
    }
  };
  return {
    read() {
      retry();
      return unsaved ?? readToken(state, key);
    },
    save(token) {
      log.hide(token.accessToken);
      if (token.refreshToken !== undefined) log.hide(token.refreshToken);
      const before = readToken(state, key)?.generation ?? 0;
      const next = { ...token, generation: Math.max(before, token.generation) + 1 };
      try {
        store(next);
        unsaved = undefined;
      } catch (error) {
        unsaved = next;
        log.error(`the new token cannot be saved, so this login ends with this process: ${messageOf(error)}`);
      }
      return next;
    },
    remove() {
      unsaved = undefined;
      state.remove(tokenFile(key));
    },
  };
};
