import type {
  Api,
  Environment,
  HostRule,
  Hosts,
  HttpRequest,
  Server,
  ServerDefinition,
} from "@jackfield/contract";
import { CallError } from "./call-error.js";
import { parseUrl } from "./parse-url.js";
import { checkServerVariables, expandServer, type ServerVariables } from "./server-url.js";

/** What moves servers at run time. */
export type HostSettings = ServerVariables & {
  readonly environment: Environment;
  /** `--base-url` or `JACKFIELD_BASE_URL`: an http(s) URL, with or without a path. */
  readonly baseUrl?: string;
};

/** Where a call goes. */
export type ResolvedServer = {
  /** Absolute URL without trailing slash, query and fragment. */
  readonly base: string;
  /** The deployment that the host belongs to; undefined: the host of the spec. Tokens are minted there too. */
  readonly deployment: string | undefined;
  /** Query of the server URL without `?`, sent with every request. */
  readonly query?: string;
  /** The spec named this host, not a setting of the operator. */
  readonly fromSpec: boolean;
};

export type ResolvedTokenUrl = {
  readonly url: string;
  /** The spec itself named this host, not a setting of the operator. */
  readonly fromSpec: boolean;
};

const withoutSlash = (text: string): string => text.replace(/\/+$/, "");

const setting = (environment: Environment, variable: string | undefined): string | undefined => {
  const value = variable === undefined ? undefined : environment[variable]?.trim();
  return value === "" ? undefined : value;
};

/** The deployment that the variable names: trimmed, in lower case; the first of the list when unset or empty. */
const currentDeployment = (hosts: Hosts | undefined, environment: Environment): string | undefined => {
  if (hosts?.deployment === undefined) return undefined;
  const named = setting(environment, hosts.deployment.variable)?.toLowerCase();
  return named ?? hosts.deployment.values[0]?.toLowerCase();
};

const urlProblem = (name: string, text: string, pathAllowed: boolean): string | undefined => {
  const url = parseUrl(text);
  if (url === undefined || (url.protocol !== "http:" && url.protocol !== "https:")) {
    return `${name} must be an http or https URL such as https://api.example.com.`;
  }
  if (url.username !== "" || url.password !== "") {
    return `${name} must not contain a user name or password; set the credential variables instead.`;
  }
  if (url.search !== "" || url.hash !== "") return `${name} must not contain a query or a fragment.`;
  if (!pathAllowed && url.pathname !== "/") {
    return `${name} must be an origin without a path, such as ${url.origin}; the path comes from the spec.`;
  }
  return undefined;
};

/** Checks every setting that moves servers; a message for the operator, or undefined. To be called before serving. */
export const checkHosts = (definition: ServerDefinition, settings: HostSettings): string | undefined => {
  const { environment, baseUrl } = settings;
  if (baseUrl !== undefined) {
    const problem = urlProblem("The base URL (--base-url or JACKFIELD_BASE_URL)", baseUrl, true);
    if (problem !== undefined) return problem;
  }
  const hosts = definition.hosts;
  for (const rule of Object.values(hosts?.rules ?? {})) {
    const value = setting(environment, rule.variable);
    const problem =
      value === undefined ? undefined : urlProblem(rule.variable ?? "", withoutSlash(value), false);
    if (problem !== undefined) return problem;
  }
  return checkDeployment(definition, environment);
};

/** An unknown deployment is refused, so that a typing error never reaches production. */
const checkDeployment = (definition: ServerDefinition, environment: Environment): string | undefined => {
  const known = definition.hosts?.deployment;
  const current = currentDeployment(definition.hosts, environment);
  if (known === undefined || current === undefined) return undefined;
  if (known.values.some((value) => value.toLowerCase() === current)) return undefined;
  return `${known.variable} is "${current.slice(0, 40)}"; use one of: ${known.values.join(", ")}.`;
};

const ruleFor = (hosts: Hosts | undefined, origin: string): HostRule | undefined =>
  Object.values(hosts?.rules ?? {}).find((rule) =>
    rule.origins.some((covered) => parseUrl(covered)?.origin === origin),
  );

const deploymentOrigin = (rule: HostRule, deployment: string | undefined): string | undefined =>
  deployment !== undefined && rule.deployments !== undefined && Object.hasOwn(rule.deployments, deployment)
    ? rule.deployments[deployment]
    : undefined;

const noServer = (api: Api): CallError =>
  new CallError({
    error: `The spec of ${api.title} has no absolute server URL, so the call cannot be sent.`,
    code: "validation",
    recovery: "Start the server with --base-url https://host/path, or set JACKFIELD_BASE_URL.",
  });

const queryOf = (url: URL | undefined): Pick<ResolvedServer, "query"> =>
  url === undefined || url.search.length < 2 ? {} : { query: url.search.slice(1) };

const isHttp = (url: URL | undefined): boolean => /^https?:$/.test(url?.protocol ?? "");

/** The first server that requests can go to: others are relative to a document at no address, or for other protocols. */
const firstUsable = (servers: readonly Server[], settings: ServerVariables): Server | undefined =>
  servers.find((server) => isHttp(parseUrl(expandServer(server, settings)))) ?? servers[0];

/** A server without its origin, which something else takes the place of. */
const belowOrigin = (server: Server): Server => ({
  ...server,
  url: server.url.replace(/^[a-z{][\w+.{}-]*:\/\/[^/?#]*/i, ""),
});

const fromBaseUrl = (
  request: HttpRequest,
  api: Api,
  settings: HostSettings,
  baseUrl: string,
): ResolvedServer => {
  const wanted = new URL(baseUrl);
  const own = firstUsable(request.servers ?? [], settings);
  const replacesWhole = own === undefined && wanted.pathname !== "/";
  const whole = own ?? firstUsable(api.servers, settings);
  const first = whole && belowOrigin(whole);
  if (first !== undefined && !replacesWhole) checkServerVariables(api, first, settings);
  // A relative server URL needs some origin to be read; only its path and query are used.
  const described = first === undefined ? undefined : parseUrl(expandServer(first, settings), wanted);
  const path = replacesWhole ? wanted.pathname : (described?.pathname ?? "/");
  return {
    base: withoutSlash(wanted.origin + path),
    deployment: undefined,
    ...queryOf(described),
    fromSpec: false,
  };
};

/**
 * The server of a request (OpenAPI 3.1 section 4.8.5): the first usable one of the operation's servers, else of the API's,
 * moved by the base URL, else by the host's override variable, else by the deployment.
 * Throws `CallError` when the spec has only relative servers and there is no base URL, or a variable of the
 * server has no value.
 */
export const resolveServer = (
  definition: ServerDefinition,
  request: HttpRequest,
  api: Api,
  settings: HostSettings,
): ResolvedServer => {
  if (settings.baseUrl !== undefined) return fromBaseUrl(request, api, settings, settings.baseUrl);
  const server = firstUsable(request.servers ?? [], settings) ?? firstUsable(api.servers, settings);
  if (server !== undefined) checkServerVariables(api, server, settings);
  const url = server === undefined ? undefined : parseUrl(expandServer(server, settings));
  if (url === undefined || !isHttp(url)) throw noServer(api);

  const rule = ruleFor(definition.hosts, url.origin);
  const current = api.pinned ? undefined : currentDeployment(definition.hosts, settings.environment);
  const override = setting(settings.environment, rule?.variable);
  const moved = rule === undefined ? undefined : deploymentOrigin(rule, current);
  return {
    base: withoutSlash((override ?? moved ?? url.origin).replace(/\/+$/, "") + url.pathname),
    // A host that a variable moved by hand counts as part of the deployment that the operator chose.
    deployment: override !== undefined || moved !== undefined ? current : undefined,
    ...queryOf(url),
    fromSpec: override === undefined && moved === undefined,
  };
};

/** Origins that host rules name: the operator has seen them. */
const ruleOrigins = ({ hosts }: ServerDefinition): readonly string[] =>
  Object.values(hosts?.rules ?? {}).flatMap((rule) => rule.origins);

/** Origins that the spec and the host rules name for a request's API. */
const knownOrigins = (
  definition: ServerDefinition,
  request: HttpRequest | undefined,
  api: Api,
  settings: HostSettings,
): readonly string[] => {
  const servers = [...api.servers, ...(request?.servers ?? [])].map((server) =>
    expandServer(server, settings),
  );
  return [...servers, ...ruleOrigins(definition)].flatMap((url) => parseUrl(url)?.origin ?? []);
};

/** The origins that are surely the API's own: its first usable server, which people look at, and those of host rules. */
export const ownOrigins = (
  definition: ServerDefinition,
  api: Api,
  settings: HostSettings,
): readonly string[] => {
  const first = firstUsable(api.servers, settings);
  const main = first === undefined ? undefined : parseUrl(expandServer(first, settings))?.origin;
  return [...(main === undefined || main === "null" ? [] : [main]), ...ruleOrigins(definition)];
};

/**
 * Where a token for a call is minted. The token host follows the called host: a deployment moves it only when the
 * called host belongs to it; its own override variable always wins; a base URL moves it when the
 * spec knows its origin as one of its own.
 */
export const resolveTokenUrl = (input: {
  readonly definition: ServerDefinition;
  readonly request?: HttpRequest;
  readonly api: Api;
  readonly tokenUrl: string;
  readonly called: ResolvedServer;
  readonly settings: HostSettings;
}): ResolvedTokenUrl => {
  const { definition, request, api, called, settings } = input;
  // A relative token URL is relative to the API (OpenAPI 3.1 section 4.8.30 leaves only that reading).
  const url = parseUrl(input.tokenUrl, `${called.base}/`);
  if (url === undefined) return { url: input.tokenUrl, fromSpec: true };
  const at = (origin: string): ResolvedTokenUrl => ({
    url: withoutSlash(origin) + url.pathname + url.search,
    fromSpec: false,
  });
  if (settings.baseUrl !== undefined) {
    const own = knownOrigins(definition, request, api, settings).includes(url.origin);
    return own ? at(new URL(settings.baseUrl).origin) : { url: url.href, fromSpec: true };
  }
  const rule = ruleFor(definition.hosts, url.origin);
  const override = setting(settings.environment, rule?.variable);
  const moved = rule === undefined ? undefined : deploymentOrigin(rule, called.deployment);
  const origin = override ?? moved;
  return origin === undefined ? { url: url.href, fromSpec: true } : at(origin);
};
