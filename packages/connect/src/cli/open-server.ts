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
import { keyFor, oauthSettings } from "./server-key.js";

/** One remote server, ready to be linked to a host. */
export type OpenServer = {
  readonly link: Omit<LinkSettings, "deliver">;
  readonly choice: Choice;
  readonly filter: ToolFilter;
  readonly most: number;
  /** The name of its state, and of its logins. */
  readonly key: string;
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

const authorizerOf = (context: Context, remote: Remote, key: string): Authorizer => {
  const { env, flags, log, state } = context;
  const { configured, name, url, http } = remote;
  if (remote.auth !== undefined) return remote.auth;
  const token = bearerOf(env, flags) ?? configuredToken(configured?.auth);
  if (token !== undefined) log.hide(token);
  if (token !== undefined || configured?.auth.type === "none") return staticBearer(token);
  const hasToken = (): boolean => existsSync(join(state.path, "auth", `${key}.json`));
  return lazyAuthorizer(hasToken, async () => {
    const [{ createOAuth }, { loginContext }] = await Promise.all([
      import("../auth/oauth.js"),
      import("./login-context.js"),
    ]);
    const settings = oauthSettings(context, oauthOf(configured?.auth));
    return createOAuth(loginContext(context, { name, url, settings, key, http }));
  });
};

/** The headers of the configuration, and those of flags and environment, which win. */
export const allHeaders = ({ env, flags }: Context, configured?: HttpServer | ProfileServer): Headers => {
  const own = Object.entries(configured?.headers ?? {}).map(([name, value]) => header(name, value));
  return { ...Object.fromEntries(own), ...headersOf(env, flags) };
};

/** A remote server with the flags and the configuration put together. */
export const openRemote = (context: Context, remote: Remote): OpenServer => {
  const { flags, log, state } = context;
  const { configured, url, http } = remote;
  const settings = oauthSettings(context, oauthOf(configured?.auth));
  const headers = allHeaders(context, configured);
  const key = keyFor(context, url, settings, headers);
  const most = numberOf(flags, "max-message-mb", 64) * megabyte;
  const timeout = flags["request-timeout"] === undefined ? configured?.requestTimeoutSecs : undefined;
  return {
    key,
    most,
    link: {
      url: remote.current ?? (() => url),
      headers,
      auth: authorizerOf(context, remote, key),
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
