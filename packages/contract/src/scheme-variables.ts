import type { ApiId, Grant, SecurityScheme } from "./api.js";
import type { ServerDefinition } from "./app.js";

/** The whole `Authorization` value for any API; for specs that declare no security scheme. */
export const authorizationVariable = "JACKFIELD_AUTHORIZATION";

/** One environment variable of a scheme. */
export type CredentialVariable = {
  readonly name: string;
  /** One line for the operator. */
  readonly meaning: string;
  /** Its value must never be shown. */
  readonly secret: boolean;
};

/** A security scheme as an operator sees it. */
export type DescribedScheme = {
  /** The APIs whose scheme this is; several when they read the same variables. */
  readonly apis: readonly ApiId[];
  /** Its name in the spec. */
  readonly name: string;
  /** One line: what is sent. */
  readonly sent: string;
  readonly variables: readonly CredentialVariable[];
  /** Any one of the lists suffices; each list is needed whole. Empty: the scheme is not supported. */
  readonly ways: readonly (readonly string[])[];
};

/** Text of a description, fit for a terminal. */
const plain = (text: string): string => text.replace(/[^\x20-\x7e]/g, "?").slice(0, 80);

const secret = (name: string, meaning: string): CredentialVariable => ({ name, meaning, secret: true });
const open = (name: string, meaning: string): CredentialVariable => ({ name, meaning, secret: false });

const grantVariables = (grant: Grant): readonly CredentialVariable[] => {
  const { clientId, clientSecret } = grant.variables;
  const id = open(clientId, "Id of the OAuth client");
  switch (grant.type) {
    case "clientCredentials":
      return [id, secret(clientSecret, "Secret of the OAuth client")];
    case "refreshToken": {
      const token = secret(grant.variables.refreshToken, "Refresh token, which mints access tokens");
      return [token, id, secret(clientSecret, "Secret of the OAuth client; none for a public client")];
    }
    case "password": {
      const { username, password } = grant.variables;
      const user = [open(username, "User name, to mint access tokens"), secret(password, "Password")];
      return [...user, id, secret(clientSecret, "Secret of the OAuth client; none for a public client")];
    }
  }
};

/** Every variable of a scheme once, in the order of the ways to satisfy it. */
const schemeVariables = (scheme: SecurityScheme): readonly CredentialVariable[] => {
  switch (scheme.type) {
    case "apiKey":
      return [secret(scheme.variables.key, "The key")];
    case "basic":
      return [open(scheme.variables.username, "User name"), secret(scheme.variables.password, "Password")];
    case "bearer":
      return [secret(scheme.variables.token, "Access token")];
    case "http":
      return [secret(scheme.variables.authorization, `What follows ${plain(scheme.scheme)} in the header`)];
    case "oauth2": {
      const all = scheme.grants.flatMap(grantVariables);
      const names = [...new Set(all.map(({ name }) => name))];
      const distinct = names.flatMap((name) => all.filter((each) => each.name === name).slice(-1));
      return [...distinct, secret(scheme.variables.token, "Ready access token, used before any other way")];
    }
    case "mutualTls":
      return [
        open(scheme.variables.cert, "PEM file of the client certificate, intermediates included"),
        open(scheme.variables.key, "PEM file of its private key"),
        secret(scheme.variables.passphrase, "Passphrase of the private key, when it has one"),
        open(scheme.variables.ca, "PEM file of the authorities to trust instead of the usual ones; optional"),
      ];
    case "unsupported":
      return [];
  }
};

const sentBy = (scheme: SecurityScheme): string => {
  switch (scheme.type) {
    case "apiKey":
      return `API key in the ${scheme.in === "query" ? "query parameter" : scheme.in} ${plain(scheme.name)}`;
    case "basic":
      return "HTTP Basic authentication";
    case "bearer":
      return "Bearer token";
    case "http":
      return `HTTP ${plain(scheme.scheme)} authentication with a ready value; nothing is computed`;
    case "oauth2":
      return scheme.grants.some(({ endpoint }) => "discoveryUrl" in endpoint)
        ? "OpenID Connect access token"
        : "OAuth 2.0 access token";
    case "mutualTls":
      return "TLS client certificate";
    case "unsupported":
      return `not supported: ${plain(scheme.reason)}`;
  }
};

/** Variables of a scheme whose values must never be shown. */
export const secretVariablesOf = (scheme: SecurityScheme): readonly string[] =>
  schemeVariables(scheme).flatMap((each) => (each.secret ? [each.name] : []));

/** Variables that a grant cannot do without. */
export const neededByGrant = (grant: Grant): readonly string[] => {
  switch (grant.type) {
    case "clientCredentials":
      return [grant.variables.clientId, grant.variables.clientSecret];
    case "refreshToken":
      return [grant.variables.refreshToken, grant.variables.clientId];
    case "password":
      return [grant.variables.username, grant.variables.password];
  }
};

/** Variables that satisfy a scheme: any one of the lists suffices; each list is needed whole. */
export const variablesOf = (scheme: SecurityScheme): readonly (readonly string[])[] => {
  switch (scheme.type) {
    case "apiKey":
      return [[scheme.variables.key]];
    case "basic":
      return [[scheme.variables.username, scheme.variables.password]];
    case "bearer":
      return [[scheme.variables.token]];
    case "http":
      return [[scheme.variables.authorization]];
    case "oauth2":
      return [...scheme.grants.map(neededByGrant), [scheme.variables.token]];
    case "mutualTls":
      return [[scheme.variables.cert, scheme.variables.key]];
    case "unsupported":
      return [];
  }
};

/** The security schemes of a server and the environment variables that feed them, for `--help` and for inspection. */
export const describeSchemes = (definition: ServerDefinition): readonly DescribedScheme[] => {
  const bySending = new Map<string, DescribedScheme>();
  for (const [api, { schemes }] of Object.entries(definition.apis)) {
    for (const [name, scheme] of Object.entries(schemes)) {
      const described = {
        name: plain(name),
        sent: sentBy(scheme),
        variables: schemeVariables(scheme),
        ways: variablesOf(scheme),
      };
      const key = JSON.stringify(described);
      const apis = [...(bySending.get(key)?.apis ?? []), api];
      bySending.set(key, { apis, ...described });
    }
  }
  return [...bySending.values()];
};
