import type { Api, SecurityRequirement, SecurityScheme } from "../api.js";
import type { Definition, Environment } from "../app.js";
import type { ToolError } from "../result.js";

/** The value of a variable; unset, empty and blank are all undefined. */
export const variable = (environment: Environment, name: string): string | undefined => {
  const value = environment[name]?.trim();
  return value === "" ? undefined : value;
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
    case "clientCredentials":
      return [[scheme.variables.clientId, scheme.variables.clientSecret], [scheme.variables.token]];
    case "unsupported":
      return [];
  }
};

/** Variables of a scheme whose values must never be shown. */
export const secretVariablesOf = (scheme: SecurityScheme): readonly string[] => {
  switch (scheme.type) {
    case "apiKey":
      return [scheme.variables.key];
    case "basic":
      return [scheme.variables.password];
    case "bearer":
      return [scheme.variables.token];
    case "clientCredentials":
      return [scheme.variables.clientSecret, scheme.variables.token];
    case "unsupported":
      return [];
  }
};

/** Every scheme of a server, once per set of variables; for help texts and redaction. */
export const schemesOf = (definition: Definition): readonly SecurityScheme[] =>
  Object.values(definition.apis).flatMap((api) => Object.values(api.schemes));

const satisfied = (scheme: SecurityScheme | undefined, environment: Environment): boolean =>
  scheme !== undefined &&
  variablesOf(scheme).some((names) => names.every((name) => variable(environment, name) !== undefined));

const schemeOf = (api: Api, name: string): SecurityScheme | undefined =>
  Object.hasOwn(api.schemes, name) ? api.schemes[name] : undefined;

const listed = (names: readonly string[]): string => names.join(" and ");

const describe = (api: Api, requirement: SecurityRequirement): string => {
  const parts = Object.keys(requirement).map((name) => {
    const scheme = schemeOf(api, name);
    if (scheme === undefined) return `"${name}", which the description does not define`;
    if (scheme.type === "unsupported") return `"${name}", which is not supported (${scheme.reason})`;
    return variablesOf(scheme).map(listed).join(", or ");
  });
  return parts.join(" together with ");
};

/** What a call has to send. Several schemes are sent together; none: an anonymous call. */
export type Choice =
  | { readonly ok: true; readonly schemes: readonly SecurityScheme[] }
  | { readonly ok: false; readonly error: ToolError };

/**
 * The first alternative whose variables are all set, in the order of the description. The anonymous alternative `{}`
 * counts last wherever it stands: who sets a credential wants it used.
 */
export const chooseAlternative = (input: {
  readonly api: Api;
  readonly alternatives: readonly SecurityRequirement[];
  readonly environment: Environment;
  /** Other credentials go along anyway, so a missing scheme is no error. */
  readonly covered: boolean;
}): Choice => {
  const { api, alternatives, environment } = input;
  for (const alternative of alternatives) {
    const names = Object.keys(alternative);
    const schemes = names.map((name) => schemeOf(api, name));
    if (names.length === 0 || !schemes.every((scheme) => satisfied(scheme, environment))) continue;
    return { ok: true, schemes: schemes.filter((scheme) => scheme !== undefined) };
  }
  const anonymous = alternatives.length === 0 || alternatives.some((each) => Object.keys(each).length === 0);
  if (anonymous || input.covered) return { ok: true, schemes: [] };
  const ways = [...new Set(alternatives.map((alternative) => describe(api, alternative)))];
  return {
    ok: false,
    error: {
      error: `This call to ${api.title} needs credentials, and none are set.`,
      code: "auth",
      recovery: `Set ${ways.join("; or ")} in the environment of this server and restart it. Nothing was sent.`,
    },
  };
};
