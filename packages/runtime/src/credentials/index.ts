import {
  authorizationVariable,
  type Credentials,
  type Secrets,
  type SecurityScheme,
} from "@jackfield/contract";
import { CallError } from "../call-error.js";
import type { WireRequest } from "../request/index.js";
import { type AccessContext, type OAuth2, tokenRequest } from "./access.js";
import { type AccessTokens, createAccessTokens } from "./access-tokens.js";
import type { CertificateStore } from "./certificate.js";
import { type Authorized, noSecrets, place, type SentCredential } from "./place.js";
import type { Redactor } from "./redact.js";
import type { TokenStore } from "./token.js";
import { type ChosenScheme, chooseAlternative, variable } from "./variables.js";

export type CredentialSettings = {
  /** Sends no credentials at all (`--no-auth`). */
  readonly noAuth: boolean;
  /** Header name → variable whose whole value it carries (`--header-env Name=VAR`). */
  readonly headerVariables: Readonly<Record<string, string>>;
  /** Token hosts outside of the API's own domains that may have the client secret (`--allow-token-host`). */
  readonly allowedTokenHosts: readonly string[];
  /** Hosts outside of the API's own domains that may have any credentials (`--allow-host`). */
  readonly allowedHosts?: readonly string[];
};

/** The credentials of one call, chosen before anything is sent. */
export type Authorizer = {
  /** Whether there is anything to send. */
  readonly carries: boolean;
  authorize(wire: WireRequest, signal: AbortSignal): Promise<Authorized>;
  /** After a 401: the next `authorize` uses another token. False when none can be had, or one already was. */
  renew(): boolean;
};

/** Headers that the operator named for this server, whatever the spec says. */
export const extraHeaders = (secrets: Secrets, settings: CredentialSettings): readonly SentCredential[] => {
  const pairs = [["Authorization", authorizationVariable], ...Object.entries(settings.headerVariables)];
  return pairs.flatMap(([name = "", from = ""]) => {
    const value = variable(secrets, from);
    return value === undefined ? [] : [{ in: "header" as const, name, value, from }];
  });
};

/** What a call's credentials depend on. */
type CredentialContext = AccessContext & {
  readonly settings: CredentialSettings;
  readonly tokens: TokenStore;
  readonly certificates: CertificateStore;
  readonly redactor: Redactor;
};

const isOAuth2 = (scheme: SecurityScheme): scheme is OAuth2 => scheme.type === "oauth2";

/** The caller's credentials as an extension sees them during a call. */
export const credentialsFor = (context: CredentialContext, signal: AbortSignal): Credentials => ({
  secrets: context.secrets,
  async accessToken() {
    if (context.settings.noAuth) return undefined;
    const needs = context.request.security ?? context.api.security;
    for (const api of [context.api, ...Object.values(context.definition.apis)]) {
      const [name, scheme] = Object.entries(api.schemes).find(([, each]) => isOAuth2(each)) ?? [];
      if (name === undefined || scheme === undefined || !isOAuth2(scheme)) continue;
      const ready = variable(context.secrets, scheme.variables.token);
      if (ready !== undefined) return ready;
      // The scopes of the call itself, so that it and the extension share one token.
      const scopes =
        api === context.api ? needs.find((need) => Object.hasOwn(need, name))?.[name] : undefined;
      const request = await tokenRequest(context, { api, scheme, scopes: scopes ?? [] }, signal);
      if (request === undefined) continue;
      const token = await context.tokens.get(request, signal);
      context.redactor.addPassing(token);
      return token;
    }
    return undefined;
  },
});

const authorization = (value: string, from: string): readonly SentCredential[] => [
  { in: "header", name: "Authorization", value, from },
];

/** `<Scheme> <value>`; the operator may have written the scheme's name already. */
const afterScheme = (scheme: string, value: string): string => {
  const [first = ""] = value.split(/\s/, 1);
  return first.toLowerCase() === scheme.toLowerCase() ? value : `${scheme} ${value}`;
};

/** What a scheme adds to the request itself; a client certificate is no part of it. */
const placedBy = async (
  { scheme, scopes }: ChosenScheme,
  secrets: Secrets,
  accessTokens: AccessTokens,
  signal: AbortSignal,
): Promise<readonly SentCredential[]> => {
  const value = (name: string): string => variable(secrets, name) ?? "";
  switch (scheme.type) {
    case "apiKey": {
      const { key } = scheme.variables;
      return [{ in: scheme.in, name: scheme.name, value: value(key), from: key }];
    }
    case "basic": {
      const { username, password } = scheme.variables;
      const pair = Buffer.from(`${value(username)}:${value(password)}`).toString("base64");
      return authorization(`Basic ${pair}`, password);
    }
    case "bearer":
      return authorization(afterScheme("Bearer", value(scheme.variables.token)), scheme.variables.token);
    case "http": {
      const ready = scheme.variables.authorization;
      return authorization(afterScheme(scheme.scheme, value(ready)), ready);
    }
    case "oauth2": {
      const token = await accessTokens.get(scheme, scopes, signal);
      return authorization(afterScheme("Bearer", token), scheme.variables.token);
    }
    case "mutualTls":
    case "unsupported":
      return [];
  }
};

const certificateOf = async (
  schemes: readonly ChosenScheme[],
  certificates: CertificateStore,
): Promise<Pick<Authorized, "certificate">> => {
  for (const { scheme } of schemes) {
    if (scheme.type === "mutualTls") return { certificate: await certificates.get(scheme) };
  }
  return {};
};

/**
 * Chooses the credentials of a call from the alternatives of its operation. Throws `CallError` (code `auth`) naming the
 * variables to set when none can be satisfied; nothing has been sent then.
 */
export const chooseCredentials = (context: CredentialContext): Authorizer => {
  const { request, api, secrets, settings } = context;
  if (settings.noAuth) {
    return { carries: false, authorize: async (wire) => ({ wire, ...noSecrets }), renew: () => false };
  }
  const extra = extraHeaders(secrets, settings);
  const alternatives = request.security ?? api.security;
  const choice = chooseAlternative({ api, alternatives, secrets, covered: extra.length > 0 });
  if (!choice.ok) throw new CallError(choice.error);
  // What the operator named for this server wins over the scheme's value, so that one need not be minted.
  const overridden = extra.some(({ name }) => name.toLowerCase() === "authorization");
  const schemes = choice.schemes.filter(({ scheme }) => !(overridden && isOAuth2(scheme)));
  const accessTokens = createAccessTokens(context);

  return {
    carries: schemes.length > 0 || extra.length > 0,
    async authorize(wire, signal) {
      // First, since a file that cannot be read should cost no token.
      const shown = await certificateOf(schemes, context.certificates);
      const credentials = [];
      for (const chosen of schemes) {
        credentials.push(...(await placedBy(chosen, secrets, accessTokens, signal)));
      }
      return { ...place(wire, [...credentials, ...extra]), ...shown };
    },
    renew: accessTokens.renew,
  };
};
