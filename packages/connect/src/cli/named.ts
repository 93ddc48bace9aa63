import { tenantAuthorizer } from "../auth/tenant.js";
import { systemClock } from "../clock.js";
import { serverOf } from "../config/server.js";
import { isTrusted } from "../config/trust.js";
import type { Entry, ProfileServer, ServerSettings } from "../config/types.js";
import { Failure } from "../failure.js";
import { bandwidth, customProfile, type Profile } from "../resolver/profile.js";
import { type Endpoint, type ResolveOptions, resolveEndpoint } from "../resolver/resolve.js";
import { serverUrl } from "./address.js";
import { type Context, unknownServer } from "./context.js";
import { switchIn, withoutCredentials } from "./environment.js";
import { type OpenServer, openRemote, resetWanted } from "./open-server.js";

/** An entry of the configuration, if it may be used. */
export const entryOf = async (context: Context, name: string): Promise<Entry> => {
  const { entries } = await context.config();
  const entry = entries.get(name);
  if (entry === undefined) throw unknownServer(name, entries.keys());
  if (!isTrusted(entry, context.state))
    throw new Failure(
      "config",
      `The server ${name} comes from the project file ${entry.layer.file} and is not approved`,
      `Look at it, then run: jackfield-connect list --approve ${name}`,
    );
  return entry;
};

/** A project may name a server, and gets no credentials with which somebody else is meant. */
export const contextFor = async (context: Context, name: string): Promise<Context> =>
  (await entryOf(context, name)).layer.kind === "project"
    ? { ...context, credentials: withoutCredentials(context.env) }
    : context;

export const settingsOf = async (context: Context, name: string): Promise<ServerSettings> =>
  serverOf(await entryOf(context, name), context.env);

const profileOf = async (context: Context, name: string, hostedUrl: string | undefined): Promise<Profile> => {
  const { profiles } = await context.config();
  const own = profiles.get(name);
  if (own !== undefined) return customProfile(name, { ...own, hostedUrl: hostedUrl ?? own.hostedUrl });
  if (name === "bandwidth") return bandwidth(hostedUrl);
  throw new Failure(
    "config",
    `There is no profile ${name}`,
    `There are: ${["bandwidth", ...profiles.keys()].join(", ")}.`,
  );
};

type ProfileOptions = {
  readonly url?: string | undefined;
  readonly server?: ProfileServer;
  readonly offline?: boolean;
};

type Resolution = { readonly endpoint: Endpoint; readonly again: () => Promise<Endpoint> };

/** Where a profile leads at this moment, and a way to ask again when that has proved wrong. */
export const resolveProfile = async (
  context: Context,
  name: string,
  options: ProfileOptions,
): Promise<Resolution> => {
  const { env, flags, state, log } = context;
  const allowHttp = flags["allow-http"] === true;
  const hosted = options.url ?? options.server?.url;
  const profile = await profileOf(
    context,
    name,
    hosted === undefined ? undefined : serverUrl(hosted, allowHttp).href,
  );
  const override = env.JACKFIELD_CONNECT_URL || env[`${profile.envPrefix}_MCP_URL`] || undefined;
  const base: ResolveOptions = {
    env,
    state,
    http: await context.http(),
    clock: systemClock,
    log,
    reset: resetWanted(context),
    offline: options.offline === true,
    consent: switchIn(env, "JACKFIELD_CONNECT_ACCEPT_FULL_SCOPE"),
    override: override === undefined ? undefined : serverUrl(override, allowHttp).href,
  };
  return {
    endpoint: await resolveEndpoint(profile, base),
    again: () => resolveEndpoint(profile, { ...base, reset: false, suspect: true }),
  };
};

export const openProfile = async (
  context: Context,
  name: string,
  options: ProfileOptions,
): Promise<OpenServer> => {
  const { endpoint, again } = await resolveProfile(context, name, options);
  context.log.info(`${name}: ${new URL(endpoint.url).host} (${endpoint.source})`);
  let url = new URL(endpoint.url);
  const auth =
    endpoint.bearer === undefined
      ? undefined
      : tenantAuthorizer(endpoint, {
          clock: systemClock,
          again,
          use: (next) => {
            url = new URL(next.url);
          },
        });
  return openRemote(context, {
    name: options.server?.name ?? endpoint.url,
    url,
    current: () => url,
    http: await context.http(),
    configured: options.server,
    auth,
  });
};

export const openNamed = async (context: Context, name: string): Promise<OpenServer> => {
  const server = await settingsOf(context, name);
  const own = await contextFor(context, name);
  if (!server.enabled) throw new Failure("config", `The server ${name} is switched off in the configuration`);
  switch (server.kind) {
    case "http": {
      const url = serverUrl(server.url, true);
      return openRemote(own, { name, url, http: await context.http(server.caFile), configured: server });
    }
    case "profile":
      return openProfile(own, server.profile, { server });
    case "stdio":
      throw new Failure(
        "usage",
        `The server ${name} already speaks over standard input and output`,
        "Use its command in your client, or jackfield-connect serve.",
      );
  }
};
