import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Authorizer } from "../auth/authorizer.js";
import { lazyAuthorizer } from "../auth/lazy.js";
import { staticBearer } from "../auth/static.js";
import type { ToolFilter } from "../bridge/filters.js";
import { systemClock } from "../clock.js";
import {
  type AuthSettings,
  type HttpServer,
  type OAuthSettings,
  type ProfileServer,
  plainOAuth,
} from "../config/types.js";
import { Failure } from "../failure.js";
import type { Headers, Http } from "../http/http.js";
import type { Choice } from "../link/choose.js";
import type { Era, LinkSettings } from "../link/settings.js";
import { serverUrl } from "./address.js";
import { type Context, isAddress } from "./context.js";
import { switchIn } from "./environment.js";
import { numberOf, oneOf } from "./flags.js";
import { bearerOf, header, headersOf } from "./headers.js";
import type { LoginTarget } from "./login-context.js";
import { keyFor, oauthSettings } from "./server-key.js";

/** One remote server, ready to be linked to a host. */
export type OpenServer = {
  readonly link: Omit<LinkSettings, "deliver">;
  readonly choice: Choice;
  readonly filter: ToolFilter;
  readonly most: number;
  /** What a login at it needs; undefined where the credentials are fixed. */
  readonly login: LoginTarget | undefined;
};

const megabyte = 1024 * 1024;

export const oauthOf = (auth: AuthSettings | undefined): OAuthSettings =>
  auth?.type === "oauth" ? auth.oauth : plainOAuth;

const configuredToken = (auth: AuthSettings | undefined): string | undefined =>
  auth?.type === "bearer" ? auth.token : undefined;

type Remote = {
  readonly name: string;
  readonly url: URL;
  readonly http: Http;
  readonly configured?: HttpServer | ProfileServer | undefined;
  /** Credentials that come with the address. */
  readonly auth?: Authorizer | undefined;
  /** The address of this moment, when it may change. */
  readonly current?: () => URL;
};

const eraOf = ({ state }: Context, key: string): Era | undefined => {
  if (!existsSync(join(state.path, "era", `${key}.json`))) return undefined;
  const era = state.read(`era/${key}.json`)?.era;
  return era === "modern" || era === "legacy" ? era : undefined;
};

/** Credentials that no login replaces: those of a tenant, a token, a header of the user's, or none on purpose. */
const fixedAuthorizer = (
  { credentials, flags, log }: Context,
  { auth, configured }: Remote,
  headers: Headers,
): Authorizer | undefined => {
  if (auth !== undefined) return auth;
  const token = bearerOf(credentials, flags) ?? configuredToken(configured?.auth);
  if (token !== undefined) log.hide(token);
  if (token !== undefined || configured?.auth.type === "none") return staticBearer(token);
  const wantsOAuth =
    (configured?.auth.type === "oauth" && configured.auth.explicit) ||
    /browser|paste|device/.test(flags.auth ?? "");
  return headers.authorization === undefined || wantsOAuth ? undefined : staticBearer(undefined, true);
};

const loginAuthorizer = (context: Context, target: LoginTarget): Authorizer => {
  const hasToken = (): boolean => existsSync(join(context.state.path, "auth", `${target.key}.json`));
  return lazyAuthorizer(hasToken, async () => {
    const [{ createOAuth }, { loginContext }] = await Promise.all([
      import("../auth/oauth.js"),
      import("./login-context.js"),
    ]);
    return createOAuth(loginContext(context, target));
  });
};

/** The headers of the configuration, and those of flags and environment, which win. */
export const allHeaders = (
  { credentials, flags }: Context,
  configured?: HttpServer | ProfileServer,
): Headers => {
  const own = Object.entries(configured?.headers ?? {}).map(([name, value]) => header(name, value));
  return { ...Object.fromEntries(own), ...headersOf(credentials, flags) };
};

/** A remote server with the flags and the configuration put together. */
export const openRemote = (context: Context, remote: Remote): OpenServer => {
  const { flags, log, state } = context;
  const { configured, name, url, http } = remote;
  const settings = oauthSettings(context, oauthOf(configured?.auth));
  const headers = allHeaders(context, configured);
  const key = keyFor(context, url, settings, headers);
  const target: LoginTarget = { name, url, settings, key, http };
  const fixed = fixedAuthorizer(context, remote, headers);
  const most = numberOf(flags, "max-message-mb", 64) * megabyte;
  const timeout = flags["request-timeout"] === undefined ? configured?.requestTimeoutSecs : undefined;
  return {
    login: fixed === undefined ? target : undefined,
    most,
    link: {
      url: remote.current ?? (() => url),
      headers,
      auth: fixed ?? loginAuthorizer(context, target),
      http,
      clock: systemClock,
      log,
      connectTimeout: numberOf(flags, "connect-timeout", 30) * 1_000,
      requestTimeout: (timeout ?? numberOf(flags, "request-timeout", 0)) * 1_000,
      most,
    },
    choice: {
      protocol: oneOf(flags, "protocol", ["auto", "legacy", "modern"], "auto"),
      transport: oneOf(
        flags,
        "transport",
        ["auto", "http", "sse"],
        configured?.kind === "http" ? configured.transport : "auto",
      ),
      known: eraOf(context, key),
      onEra(era) {
        try {
          state.write(`era/${key}.json`, { origin: url.origin, era, checkedAt: systemClock.now() });
        } catch (error) {
          log.debug(String(error));
        }
      },
    },
    filter: {
      include: [...(configured?.filter.include ?? []), ...(flags["only-tool"] ?? [])],
      exclude: [...(configured?.filter.exclude ?? []), ...(flags["ignore-tool"] ?? [])],
    },
  };
};

/** The server that the command line names: an address, a name of the configuration, or a profile. */
export const openServer = async (word: string | undefined, context: Context): Promise<OpenServer> => {
  const { env, flags } = context;
  const allowHttp = flags["allow-http"] === true;
  // The variable wins over everything, except over the profile's own handling of it.
  const override = env.JACKFIELD_CONNECT_URL || undefined;
  const address = flags.profile === undefined ? (override ?? word) : undefined;
  if (address !== undefined && isAddress(address)) {
    const http = await context.http();
    return openRemote(context, { name: address, url: serverUrl(address, allowHttp), http });
  }
  if (address === undefined && flags.profile === undefined)
    throw new Failure(
      "usage",
      "No server is named",
      "Give its address: jackfield-connect https://mcp.example.com/mcp",
    );
  const { openNamed, openProfile } = await import("./named.js");
  if (flags.profile !== undefined) return openProfile(context, flags.profile, { url: word });
  return openNamed(context, address ?? "");
};

export const resetWanted = ({ env, flags }: Context): boolean =>
  flags.reset === true || switchIn(env, "JACKFIELD_CONNECT_RESET");
