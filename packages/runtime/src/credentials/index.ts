import type { Api, SecurityScheme } from "../api.js";
import type { Credentials, Definition, Environment } from "../app.js";
import { CallError } from "../call-error.js";
import { type HostSettings, type ResolvedServer, resolveTokenUrl } from "../hosts.js";
import type { WireRequest } from "../request/index.js";
import type { HttpRequest } from "../tool.js";
import { type Authorized, type Placed, place } from "./place.js";
import type { Redactor } from "./redact.js";
import type { TokenRequest, TokenStore } from "./token.js";
import { checkTokenHost } from "./token-host.js";
import { chooseAlternative, schemesOf, secretVariablesOf, variable } from "./variables.js";

export type CredentialSettings = {
  /** Sends no credentials at all (`--no-auth`). */
  readonly noAuth: boolean;
  /** Header name → variable whose whole value it carries (`--header-env Name=VAR`). */
  readonly headerVariables: Readonly<Record<string, string>>;
  /** Token hosts outside of the API's own domains that may have the client secret (`--allow-token-host`). */
  readonly allowedTokenHosts: readonly string[];
};

/** The credentials of one call, chosen before anything is sent. */
export type Authorizer = {
  authorize(wire: WireRequest, signal: AbortSignal): Promise<Authorized>;
  /** After a 401: the next `authorize` uses another token. False when none can be had, or one already was. */
  renew(): boolean;
};

type ClientCredentials = Extract<SecurityScheme, { type: "clientCredentials" }>;

/** The whole `Authorization` value for any API; for descriptions that declare no security scheme. */
export const authorizationVariable = "JACKFIELD_AUTHORIZATION";

const extraHeaders = (environment: Environment, settings: CredentialSettings): readonly Placed[] => {
  const pairs = [["Authorization", authorizationVariable], ...Object.entries(settings.headerVariables)];
  return pairs.flatMap(([name = "", from = ""]) => {
    const value = variable(environment, from);
    return value === undefined ? [] : [{ in: "header" as const, name, value, from }];
  });
};

/** Tells the redactor every secret that the environment holds for this server. */
export const rememberSecrets = (
  definition: Definition,
  environment: Environment,
  settings: CredentialSettings,
  redactor: Redactor,
): void => {
  for (const name of schemesOf(definition).flatMap(secretVariablesOf))
    redactor.add(environment[name]?.trim());
  for (const scheme of schemesOf(definition)) {
    if (scheme.type !== "basic" && scheme.type !== "clientCredentials") continue;
    const { variables } = scheme;
    const [user, password] =
      "username" in variables
        ? [variables.username, variables.password]
        : [variables.clientId, variables.clientSecret];
    const pair = `${environment[user]?.trim() ?? ""}:${environment[password]?.trim() ?? ""}`;
    redactor.add(Buffer.from(pair).toString("base64"));
  }
  for (const { value } of extraHeaders(environment, settings)) {
    redactor.add(value);
    redactor.add(value.split(/\s+/, 2)[1]);
  }
};

/** What a call's credentials depend on. */
export type CredentialContext = {
  readonly definition: Definition;
  readonly request: HttpRequest;
  readonly api: Api;
  readonly server: ResolvedServer;
  readonly hosts: HostSettings;
  readonly settings: CredentialSettings;
  readonly tokens: TokenStore;
  readonly redactor: Redactor;
};

const tokenRequest = (
  context: CredentialContext,
  api: Api,
  scheme: ClientCredentials,
): TokenRequest | undefined => {
  const { definition, request, server: called, hosts: settings } = context;
  const clientId = variable(settings.environment, scheme.variables.clientId);
  const clientSecret = variable(settings.environment, scheme.variables.clientSecret);
  if (clientId === undefined || clientSecret === undefined) return undefined;
  const token = resolveTokenUrl({ definition, request, api, tokenUrl: scheme.tokenUrl, called, settings });
  checkTokenHost({ token, definition, request, api, called, allowed: context.settings.allowedTokenHosts });
  const names = `${scheme.variables.clientId} and ${scheme.variables.clientSecret}`;
  return { url: token.url, clientId, clientSecret, settings: names };
};

/** The caller's credentials as an extension sees them during a call. */
export const credentialsFor = (context: CredentialContext, signal: AbortSignal): Credentials => ({
  environment: context.hosts.environment,
  async accessToken() {
    if (context.settings.noAuth) return undefined;
    for (const api of [context.api, ...Object.values(context.definition.apis)]) {
      const scheme = Object.values(api.schemes).find((each) => each.type === "clientCredentials");
      if (scheme === undefined) continue;
      const ready = variable(context.hosts.environment, scheme.variables.token);
      if (ready !== undefined) return ready;
      const request = tokenRequest(context, api, scheme);
      if (request === undefined) continue;
      const token = await context.tokens.get(request, signal);
      context.redactor.addPassing(token);
      return token;
    }
    return undefined;
  },
});

/**
 * Chooses the credentials of a call from the alternatives of its operation. Throws `CallError` (code `auth`) naming the
 * variables to set when none can be satisfied; nothing has been sent then.
 */
export const chooseCredentials = (context: CredentialContext): Authorizer => {
  const { request, api, hosts, settings, tokens, redactor } = context;
  const { environment } = hosts;
  if (settings.noAuth) {
    return {
      authorize: async (wire) => ({ wire, secretHeaders: new Set() }),
      renew: () => false,
    };
  }
  const extra = extraHeaders(environment, settings);
  const alternatives = request.security ?? api.security;
  const choice = chooseAlternative({ api, alternatives, environment, covered: extra.length > 0 });
  if (!choice.ok) throw new CallError(choice.error);

  const minted = new Map<SecurityScheme, string>();
  let refused: string | undefined;

  const bearer = async (scheme: ClientCredentials, signal: AbortSignal): Promise<Placed> => {
    const ready = variable(environment, scheme.variables.token);
    const from = scheme.variables.token;
    if (ready !== undefined && refused !== ready) {
      minted.set(scheme, ready);
      return { in: "header", name: "Authorization", value: `Bearer ${ready}`, from };
    }
    const source = tokenRequest(context, api, scheme);
    if (source === undefined) throw new CallError(noToken(scheme));
    const token = await (refused === undefined
      ? tokens.get(source, signal)
      : tokens.renew(source, refused, signal));
    redactor.addPassing(token);
    minted.set(scheme, token);
    return { in: "header", name: "Authorization", value: `Bearer ${token}`, from };
  };

  const placed = async (scheme: SecurityScheme, signal: AbortSignal): Promise<readonly Placed[]> => {
    const value = (name: string): string => variable(environment, name) ?? "";
    switch (scheme.type) {
      case "apiKey": {
        const { key } = scheme.variables;
        return [{ in: scheme.in, name: scheme.name, value: value(key), from: key }];
      }
      case "basic": {
        const { username, password } = scheme.variables;
        const pair = Buffer.from(`${value(username)}:${value(password)}`).toString("base64");
        return [{ in: "header", name: "Authorization", value: `Basic ${pair}`, from: password }];
      }
      case "bearer": {
        const { token } = scheme.variables;
        return [{ in: "header", name: "Authorization", value: `Bearer ${value(token)}`, from: token }];
      }
      case "clientCredentials":
        return [await bearer(scheme, signal)];
      case "unsupported":
        return [];
    }
  };

  return {
    async authorize(wire, signal) {
      const credentials = [];
      for (const scheme of choice.schemes) credentials.push(...(await placed(scheme, signal)));
      // The extra headers come last: what the operator named for this server wins over the scheme's value.
      return place(wire, [...credentials, ...extra]);
    },
    renew() {
      const scheme = choice.schemes.find((each) => each.type === "clientCredentials");
      const used = scheme === undefined ? undefined : minted.get(scheme);
      if (scheme === undefined || used === undefined || refused !== undefined) return false;
      if (tokenRequest(context, api, scheme) === undefined) return false;
      refused = used;
      return true;
    },
  };
};

const noToken = (scheme: ClientCredentials) => ({
  error: "The API refused the access token, and there is no client to get another one with.",
  code: "auth" as const,
  recovery: `Set a new ${scheme.variables.token}, or ${scheme.variables.clientId} and ${scheme.variables.clientSecret}.`,
});
