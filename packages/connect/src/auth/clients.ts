import type { OAuthSettings } from "../config/types.js";
import { isObject, type JsonObject } from "../json-rpc.js";
import { Refusal } from "../refusal.js";
import type { StateFolder } from "../state/folder.js";
import { sha256 } from "../state/key.js";
import type { AuthorizationServer } from "./discovery.js";
import type { Client, Endpoints } from "./endpoint.js";
import { pinIssuer } from "./pins.js";

/** A client that an authorization server has made for us. */
type Registration = {
  readonly redirectUris: readonly string[];
  readonly clientId: string;
  readonly clientSecret?: string | undefined;
  /** Seconds since 1970; 0 means never. */
  readonly secretExpiresAt: number;
  readonly authMethod: Client["authMethod"];
  readonly createdAt: number;
};

const fileOf = (issuer: string): string => `clients/${sha256(issuer).slice(0, 32)}.json`;

const isMethod = (value: unknown): value is Client["authMethod"] =>
  value === "none" || value === "client_secret_post" || value === "client_secret_basic";

const fromFile = (value: unknown): Registration | undefined => {
  if (!isObject(value) || typeof value.clientId !== "string" || !isMethod(value.authMethod)) return undefined;
  const { redirectUris, clientSecret, secretExpiresAt, createdAt } = value;
  return {
    clientId: value.clientId,
    authMethod: value.authMethod,
    redirectUris: Array.isArray(redirectUris) ? redirectUris.filter((one) => typeof one === "string") : [],
    clientSecret: typeof clientSecret === "string" ? clientSecret : undefined,
    secretExpiresAt: typeof secretExpiresAt === "number" ? secretExpiresAt : 0,
    createdAt: typeof createdAt === "number" ? createdAt : 0,
  };
};

/** The registrations at one issuer. They are never used at another one. */
const readRegistrations = (state: StateFolder, issuer: string): readonly Registration[] => {
  const entry = state.read(fileOf(issuer));
  const list = entry?.issuer === issuer && Array.isArray(entry.registrations) ? entry.registrations : [];
  return list.flatMap((one) => fromFile(one) ?? []);
};

const writeRegistrations = (
  state: StateFolder,
  issuer: string,
  registrations: readonly Registration[],
): void => state.write(fileOf(issuer), { issuer, registrations });

const clientOf = ({ clientId, clientSecret, authMethod }: Registration): Client => ({
  clientId,
  clientSecret,
  authMethod,
});

/** Which way of authenticating the server and a client with this secret have in common. */
const methodFor = (server: AuthorizationServer, secret: string | undefined): Client["authMethod"] => {
  if (secret === undefined) return "none";
  const supported = server.token_endpoint_auth_methods_supported ?? ["client_secret_basic"];
  return supported.includes("client_secret_post") && !supported.includes("client_secret_basic")
    ? "client_secret_post"
    : "client_secret_basic";
};

type ClientOptions = {
  /** The name of the server's state. */
  readonly key: string;
  readonly settings: OAuthSettings;
  readonly server: AuthorizationServer;
  readonly endpoints: Endpoints;
  readonly state: StateFolder;
  readonly now: () => number;
  /** Where the browser comes back to. */
  readonly redirectUri: string;
  /** A registration may not be reused: the server has refused it. */
  readonly fresh: boolean;
};

/** Loopback addresses differ in their port only: RFC 8252 section 7.3 leaves that free. */
const withoutPort = (address: string): string => {
  const url = new URL(address);
  if (url.protocol === "http:") url.port = "";
  return url.href;
};

const bothForms = (redirectUri: string): readonly string[] => {
  const url = new URL(redirectUri);
  if (url.protocol !== "http:") return [redirectUri];
  const forms = ["127.0.0.1", "localhost"].map((host) => {
    const form = new URL(url.href);
    form.hostname = host;
    return form.href;
  });
  return [redirectUri, ...forms.filter((form) => form !== redirectUri)];
};

const registrationBody = (
  redirectUris: readonly string[],
  { server, settings, fresh }: ClientOptions,
): JsonObject => {
  const device =
    server.device_authorization_endpoint !== undefined
      ? ["urn:ietf:params:oauth:grant-type:device_code"]
      : [];
  const offline = server.scopes_supported?.includes("offline_access") ? ["offline_access"] : [];
  return {
    client_name: "jackfield-connect",
    application_type: "native",
    token_endpoint_auth_method: "none",
    grant_types: ["authorization_code", "refresh_token", ...device],
    response_types: ["code"],
    redirect_uris: redirectUris,
    // A list of scopes that is fixed now makes a later step-up fail, so only a list that the user wants is sent.
    ...(settings.scopes.length > 0 && !fresh ? { scope: [...settings.scopes, ...offline].join(" ") } : {}),
  };
};

const register = async (options: ClientOptions): Promise<Client> => {
  const { server, endpoints, redirectUri, state, now } = options;
  const uris = bothForms(redirectUri);
  let answer = await endpoints.register(registrationBody(uris, options));
  if (
    answer.kind === "refused" &&
    /redirect/i.test(`${answer.error} ${answer.description}`) &&
    uris.length > 1
  )
    answer = await endpoints.register(registrationBody([redirectUri], options));
  if (answer.kind === "transient")
    throw new Refusal(
      "unreachable",
      `The authorization server cannot register this client now: ${answer.detail}`,
    );
  if (answer.kind === "refused")
    throw new Refusal(
      "login-needed",
      `The authorization server refuses to register this client: ${answer.error} ${answer.description}`,
    );
  const { body } = answer;
  const { client_id: clientId, client_secret: clientSecret } = body;
  if (typeof clientId !== "string" || clientId === "")
    throw new Refusal(
      "login-needed",
      "The authorization server registered this client but named no client_id",
    );
  const secret = typeof clientSecret === "string" && clientSecret !== "" ? clientSecret : undefined;
  const method = body.token_endpoint_auth_method;
  const registration: Registration = {
    redirectUris: uris,
    clientId,
    clientSecret: secret,
    secretExpiresAt: typeof body.client_secret_expires_at === "number" ? body.client_secret_expires_at : 0,
    authMethod:
      isMethod(method) && (secret !== undefined || method === "none") ? method : methodFor(server, secret),
    createdAt: now(),
  };
  writeRegistrations(state, server.issuer, [...readRegistrations(state, server.issuer), registration]);
  return clientOf(registration);
};

/** A client that the configuration names. */
const configuredClient = ({ settings, server }: ClientOptions): Client | undefined =>
  settings.clientId === undefined
    ? undefined
    : {
        clientId: settings.clientId,
        clientSecret: settings.clientSecret,
        authMethod: methodFor(server, settings.clientSecret),
      };

/**
 * Who we are at an authorization server: the client that the configuration names, else a client metadata document, else
 * one registered earlier, else a new registration. Without any of them a person has to register one.
 */
export const identify = async (options: ClientOptions): Promise<Client> => {
  const { settings, server, state, now, redirectUri, fresh } = options;
  const configured = configuredClient(options);
  if (configured !== undefined) {
    pinIssuer(state, options.key, configured.clientId, server.issuer);
    return configured;
  }
  if (settings.clientMetadataUrl !== undefined && server.client_id_metadata_document_supported === true)
    return { clientId: settings.clientMetadataUrl, authMethod: "none" };
  const registrations = readRegistrations(state, server.issuer);
  const fits = registrations.find(
    ({ redirectUris, secretExpiresAt }) =>
      (secretExpiresAt === 0 || secretExpiresAt * 1_000 > now()) &&
      redirectUris.some((uri) => withoutPort(uri) === withoutPort(redirectUri)),
  );
  if (fits !== undefined && !fresh) return clientOf(fits);
  if (fits !== undefined)
    writeRegistrations(
      state,
      server.issuer,
      registrations.filter((one) => one !== fits),
    );
  if (server.registration_endpoint !== undefined) return register(options);
  throw new Refusal(
    "login-needed",
    `The authorization server ${server.issuer} registers no clients by itself. Register a native client there with the redirect address ${redirectUri}, and pass its id with --client-id or auth.clientId`,
  );
};

/** The port that earlier registrations at this issuer came back to. */
export const recordedPort = (state: StateFolder, issuer: string): number | undefined => {
  const uri = readRegistrations(state, issuer).at(-1)?.redirectUris[0];
  const port = uri === undefined ? "" : new URL(uri).port;
  return port === "" ? undefined : Number(port);
};

/** The client with which a token was obtained, for refreshing and revoking it. */
export const clientOfToken = (
  state: StateFolder,
  settings: OAuthSettings,
  server: AuthorizationServer,
  clientId: string,
): Client => {
  if (settings.clientId === clientId)
    return {
      clientId,
      clientSecret: settings.clientSecret,
      authMethod: methodFor(server, settings.clientSecret),
    };
  const registration = readRegistrations(state, server.issuer).find((one) => one.clientId === clientId);
  return registration === undefined ? { clientId, authMethod: "none" } : clientOf(registration);
};

/** The server does not know this client any more. */
export const dropClient = (state: StateFolder, issuer: string, clientId: string): void => {
  const registrations = readRegistrations(state, issuer);
  const left = registrations.filter((one) => one.clientId !== clientId);
  if (left.length < registrations.length) writeRegistrations(state, issuer, left);
};
