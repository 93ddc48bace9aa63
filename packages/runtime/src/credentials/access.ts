import type { Api, HttpRequest, Secrets, SecurityScheme, ServerDefinition } from "@jackfield/contract";
import { type HostSettings, type ResolvedServer, resolveTokenUrl } from "../hosts.js";
import type { Discovery } from "./discovery.js";
import type { TokenClient, TokenGrant, TokenRequest } from "./token.js";
import { usableGrant, variable } from "./variables.js";

export type OAuth2 = Extract<SecurityScheme, { type: "oauth2" }>;
type Grant = OAuth2["grants"][number];

/** What the way to a token depends on. */
export type AccessContext = {
  readonly definition: ServerDefinition;
  readonly request: HttpRequest;
  readonly api: Api;
  readonly server: ResolvedServer;
  readonly hosts: HostSettings;
  readonly secrets: Secrets;
  readonly settings: {
    readonly allowedTokenHosts: readonly string[];
    readonly allowedHosts?: readonly string[];
  };
  readonly discovery: Discovery;
};

const clientOf = (grant: Grant, secrets: Secrets, secretInBody: boolean): TokenClient | undefined => {
  const id = variable(secrets, grant.variables.clientId);
  const secret = variable(secrets, grant.variables.clientSecret);
  if (id === undefined) return undefined;
  return { id, ...(secret === undefined ? {} : { secret }), place: secretInBody ? "body" : "header" };
};

const given = (grant: Grant, secrets: Secrets): TokenGrant => {
  const value = (name: string): string => variable(secrets, name) ?? "";
  switch (grant.type) {
    case "clientCredentials":
      return { type: "clientCredentials" };
    case "refreshToken": {
      const { refreshToken } = grant.variables;
      return { type: "refreshToken", refreshToken: value(refreshToken), setting: refreshToken };
    }
    case "password": {
      const { username, password } = grant.variables;
      return { type: "password", username: value(username), password: value(password) };
    }
  }
};

/** Names of the variables that a request is made of, as a sentence part. */
const settingsOf = (grant: Grant, secrets: Secrets): string => {
  const set = Object.values(grant.variables).filter((name) => variable(secrets, name) !== undefined);
  return [set.slice(0, -1).join(", "), ...set.slice(-1)].filter((part) => part !== "").join(" and ");
};

/**
 * The token request that the set variables decide for; undefined when they make up no grant. Reads the discovery
 * document where the scheme has one. Throws `CallError` when the endpoint must not have the secret.
 */
export const tokenRequest = async (
  context: AccessContext,
  use: { readonly api: Api; readonly scheme: OAuth2; readonly scopes: readonly string[] },
  signal: AbortSignal,
): Promise<TokenRequest | undefined> => {
  const { definition, request, server: called, hosts: settings, secrets, discovery } = context;
  const { api, scheme, scopes } = use;
  const grant = usableGrant(scheme.grants, secrets);
  if (grant === undefined) return undefined;
  const resolve = (tokenUrl: string) =>
    resolveTokenUrl({ definition, request, api, tokenUrl, called, settings });
  const { endpoint } = grant;
  const metadata =
    "discoveryUrl" in endpoint
      ? await discovery.find(
          {
            url: resolve(endpoint.discoveryUrl).url,
            described: endpoint.discoveryUrl,
            beside: called.base,
            setting: scheme.variables.token,
          },
          signal,
        )
      : { tokenEndpoint: endpoint.tokenUrl, secretInBody: false };
  const token = resolve(metadata.tokenEndpoint);
  // The public suffix list is large, so only a call that mints a token loads it.
  const { checkTokenHost } = await import("./trusted-host.js");
  const { allowedTokenHosts, allowedHosts = [] } = context.settings;
  const allowed = [...allowedTokenHosts, ...allowedHosts];
  checkTokenHost({ token, definition, api, called, hosts: settings, allowed });
  const client = clientOf(grant, secrets, metadata.secretInBody);
  return {
    url: token.url,
    ...(client === undefined ? {} : { client }),
    grant: given(grant, secrets),
    // A refreshed token keeps the scopes that the person granted; naming others risks a refusal (RFC 6749 section 6).
    scopes: grant.type === "refreshToken" ? [] : [...new Set(scopes)],
    settings: settingsOf(grant, secrets),
  };
};
