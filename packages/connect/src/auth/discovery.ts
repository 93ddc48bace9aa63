import type { OAuthSettings } from "../config/types.js";
import { isObject, type JsonObject } from "../json-rpc.js";
import { foreign } from "../redact.js";
import { Refusal } from "../refusal.js";
import { normalUrl } from "../state/key.js";
import type { BearerChallenge } from "./challenge.js";
import type { MetadataReader } from "./metadata.js";

/** What is used of an authorization server's metadata (RFC 8414). */
export type AuthorizationServer = {
  readonly issuer: string;
  readonly authorization_endpoint?: string;
  readonly token_endpoint?: string;
  readonly registration_endpoint?: string;
  readonly device_authorization_endpoint?: string;
  readonly revocation_endpoint?: string;
  readonly scopes_supported?: readonly string[];
  readonly grant_types_supported?: readonly string[];
  readonly token_endpoint_auth_methods_supported?: readonly string[];
  readonly authorization_response_iss_parameter_supported?: boolean;
  readonly client_id_metadata_document_supported?: boolean;
};

export type Discovery = {
  readonly server: AuthorizationServer;
  /** The scopes of the resource; undefined when it does not say. */
  readonly scopes: readonly string[] | undefined;
  /** The resource as its own metadata spells it. */
  readonly resource: string | undefined;
  /** The document is an OpenID provider's. */
  readonly openid: boolean;
  /** Nobody has named the endpoints: they are where 2025-03-26 puts them, if they are anywhere. */
  readonly guessed: boolean;
};

type DiscoverOptions = {
  readonly url: URL;
  readonly challenge: BearerChallenge | undefined;
  readonly settings: OAuthSettings;
  readonly reader: MetadataReader;
  /** The issuer that we already have tokens of. */
  readonly preferred?: string | undefined;
};

const refuse = (message: string): Refusal => new Refusal("login-needed", message);

const globMatches = (glob: string, host: string): boolean =>
  glob.startsWith("*.") ? host.endsWith(glob.slice(1)) : host === glob;

const isListed = (url: URL, { discoveryAllowlist }: OAuthSettings): boolean =>
  discoveryAllowlist.some((glob) => globMatches(glob, url.hostname));

const texts = (value: unknown): readonly string[] | undefined =>
  Array.isArray(value) && value.every((one) => typeof one === "string") ? value : undefined;

/** The resource must be the server, or its origin or a path above it: a token for it is meant for this server. */
const covers = (resource: unknown, url: URL): boolean => {
  if (typeof resource !== "string" || !URL.canParse(resource)) return false;
  const parent = new URL(resource);
  if (parent.origin !== url.origin) return false;
  const path = parent.pathname.replace(/\/$/, "");
  return url.pathname === path || url.pathname.startsWith(`${path}/`) || normalUrl(parent) === normalUrl(url);
};

const resourceDocument = async ({
  url,
  challenge,
  settings,
  reader,
}: DiscoverOptions): Promise<JsonObject | undefined> => {
  const strict = settings.discovery === "allowlist";
  const named = challenge?.resourceMetadata;
  if (named !== undefined) {
    if (!URL.canParse(named))
      throw refuse(`The server names ${foreign(named, 80)} as its metadata, which is not a URL`);
    const at = new URL(named);
    if (at.origin !== url.origin && !isListed(at, settings))
      throw refuse(`The server names metadata of another origin (${foreign(at.origin)}), which is refused`);
    const document = await reader.read(at);
    if (document !== undefined) return document;
  }
  if (strict && !isListed(url, settings)) return undefined;
  const path = url.pathname === "/" ? "" : url.pathname.replace(/\/$/, "");
  const places = [`/.well-known/oauth-protected-resource${path}`, "/.well-known/oauth-protected-resource"];
  for (const place of new Set(places)) {
    const document = await reader.read(new URL(place, url.origin));
    if (document !== undefined) return document;
  }
  return undefined;
};

/** Where the metadata of an issuer can be, in the order of the specification. */
export const metadataPlaces = (issuer: URL): readonly URL[] => {
  const path = issuer.pathname.replace(/\/$/, "");
  const at = (place: string): URL => new URL(place, issuer.origin);
  if (path === "")
    return [at("/.well-known/oauth-authorization-server"), at("/.well-known/openid-configuration")];
  return [
    at(`/.well-known/oauth-authorization-server${path}`),
    at(`/.well-known/openid-configuration${path}`),
    at(`${path}/.well-known/openid-configuration`),
  ];
};

const endpoints = [
  "authorization_endpoint",
  "token_endpoint",
  "registration_endpoint",
  "device_authorization_endpoint",
  "revocation_endpoint",
] as const;

/** The parts that we use, each of the right type, and no endpoint that we may not talk to. */
const readServer = (document: JsonObject, issuer: string, reader: MetadataReader): AuthorizationServer => {
  const fields: Record<string, unknown> = { issuer };
  for (const name of endpoints) {
    const value = document[name];
    if (typeof value !== "string" || !URL.canParse(value)) continue;
    const problem = reader.check(new URL(value));
    if (problem !== undefined) throw refuse(`The ${name} of ${foreign(issuer)} is refused: ${problem}`);
    fields[name] = value;
  }
  for (const name of [
    "scopes_supported",
    "grant_types_supported",
    "token_endpoint_auth_methods_supported",
  ] as const) {
    const value = texts(document[name]);
    if (value !== undefined) fields[name] = value;
  }
  for (const name of [
    "authorization_response_iss_parameter_supported",
    "client_id_metadata_document_supported",
  ] as const)
    if (document[name] === true) fields[name] = true;
  return fields as AuthorizationServer; // each field was checked above
};

/** Issuers are compared as they are; only the slash that some libraries put behind a bare origin does not count. */
const isSameIssuer = (actual: unknown, expected: string): boolean =>
  actual === expected ||
  (typeof actual === "string" &&
    new URL(expected).pathname === "/" &&
    actual.replace(/\/$/, "") === expected.replace(/\/$/, ""));

const serverOf = async (
  issuer: string,
  options: DiscoverOptions,
): Promise<{ server: AuthorizationServer; openid: boolean } | undefined> => {
  const { reader, settings } = options;
  if (!URL.canParse(issuer))
    throw refuse(`The server names ${foreign(issuer, 80)} as its authorization server, which is not a URL`);
  const url = new URL(issuer);
  if (settings.discovery === "allowlist" && !isListed(url, settings))
    throw refuse(`The authorization server ${foreign(url.host)} is not in the discoveryAllowlist`);
  for (const place of metadataPlaces(url)) {
    const document = await reader.read(place);
    if (document === undefined) continue;
    if (!isSameIssuer(document.issuer, issuer))
      throw refuse(
        `The metadata of ${foreign(issuer)} is that of another issuer (${foreign(String(document.issuer))}), which is refused`,
      );
    const methods = texts(document.code_challenge_methods_supported);
    if (!methods?.includes("S256") && !settings.allowMissingPkceMetadata)
      throw refuse(
        `The authorization server ${foreign(issuer)} does not say that it supports PKCE with S256. If you know that it does, set auth.allowMissingPkceMetadata`,
      );
    const openid =
      place.pathname.includes("openid-configuration") ||
      texts(document.scopes_supported)?.includes("openid") === true;
    return { server: readServer(document, String(document.issuer), reader), openid };
  }
  return undefined;
};

/** Endpoints that the configuration gives replace what was found; with discovery off they are all there is. */
const configured = (
  { settings, url }: DiscoverOptions,
  base?: AuthorizationServer,
): AuthorizationServer | undefined => {
  const { authorizationUrl, tokenUrl, deviceAuthorizationUrl } = settings;
  if (base === undefined && tokenUrl === undefined) return undefined;
  return {
    ...(base ?? { issuer: new URL(tokenUrl ?? url.href).origin }),
    ...(authorizationUrl === undefined ? {} : { authorization_endpoint: authorizationUrl }),
    ...(tokenUrl === undefined ? {} : { token_endpoint: tokenUrl }),
    ...(deviceAuthorizationUrl === undefined
      ? {}
      : { device_authorization_endpoint: deviceAuthorizationUrl }),
  };
};

/** Servers of 2025-03-26 without any metadata have their endpoints at fixed places (its section 2.3.3). */
const oldStyle = (url: URL): AuthorizationServer => ({
  issuer: url.origin,
  authorization_endpoint: new URL("/authorize", url.origin).href,
  token_endpoint: new URL("/token", url.origin).href,
  registration_endpoint: new URL("/register", url.origin).href,
});

/** Finds the authorization server of an MCP server: RFC 9728, then RFC 8414 or OpenID Connect Discovery. */
export const discover = async (options: DiscoverOptions): Promise<Discovery> => {
  const { url, settings } = options;
  if (settings.discovery === false) {
    const server = configured(options);
    if (server !== undefined)
      return { server, scopes: undefined, resource: undefined, openid: false, guessed: false };
    throw refuse("Discovery is off, and the configuration names no tokenUrl");
  }
  const document = await resourceDocument(options);
  if (document !== undefined && !covers(document.resource, url))
    throw refuse(
      `The metadata is for another resource (${foreign(String(document.resource))}) than ${url.href}, which is refused`,
    );
  const named = texts(document?.authorization_servers) ?? [];
  const issuer = named.find((one) => one === options.preferred) ?? named[0];
  const metadata = await serverOf(issuer ?? url.origin, options);
  const server = configured(options, metadata?.server ?? (issuer === undefined ? oldStyle(url) : undefined));
  if (server === undefined)
    throw refuse(`The authorization server ${foreign(issuer ?? url.origin)} has no metadata`);
  return {
    server,
    scopes: texts(document?.scopes_supported),
    resource: typeof document?.resource === "string" ? document.resource : undefined,
    openid: metadata?.openid ?? false,
    guessed: metadata === undefined && issuer === undefined && settings.tokenUrl === undefined,
  };
};

export const isServer = (value: unknown): value is AuthorizationServer =>
  isObject(value) && typeof value.issuer === "string" && typeof value.token_endpoint === "string";
