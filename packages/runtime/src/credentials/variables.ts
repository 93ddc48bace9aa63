import {
  type Api,
  type Grant,
  neededByGrant,
  type Secrets,
  type SecurityRequirement,
  type SecurityScheme,
  type ServerDefinition,
  type ToolError,
  variablesOf,
} from "@jackfield/contract";

/** The value of a variable; unset, empty and blank are all undefined. */
export const variable = (secrets: Secrets, name: string): string | undefined => {
  const value = secrets.get(name)?.trim();
  return value === "" ? undefined : value;
};

/** Every scheme of a server; for help texts and redaction. */
export const schemesOf = (definition: ServerDefinition): readonly SecurityScheme[] =>
  Object.values(definition.apis).flatMap((api) => Object.values(api.schemes));

const allSet = (names: readonly string[], secrets: Secrets): boolean =>
  names.every((name) => variable(secrets, name) !== undefined);

/** The grant that the set variables decide for: the first of the scheme's list that has all it cannot do without. */
export const usableGrant = (grants: readonly Grant[], secrets: Secrets): Grant | undefined =>
  grants.find((grant) => allSet(neededByGrant(grant), secrets));

const schemeOf = (api: Api, name: string): SecurityScheme | undefined =>
  Object.hasOwn(api.schemes, name) ? api.schemes[name] : undefined;

const listed = (names: readonly string[]): string => names.join(" and ");

const describe = (api: Api, requirement: SecurityRequirement): string => {
  const parts = Object.keys(requirement).map((name) => {
    const scheme = schemeOf(api, name);
    if (scheme === undefined) return `"${name}", which the spec does not define`;
    if (scheme.type === "unsupported") return `"${name}", which is not supported (${scheme.reason})`;
    return variablesOf(scheme).map(listed).join(", or ");
  });
  return parts.join(" together with ");
};

/** One scheme that a call uses, and the scopes that its requirement names. */
export type ChosenScheme = { readonly scheme: SecurityScheme; readonly scopes: readonly string[] };

/** What a call has to send. Several schemes are sent together; none: an anonymous call. */
type Choice =
  | { readonly ok: true; readonly schemes: readonly ChosenScheme[] }
  | { readonly ok: false; readonly error: ToolError };

/**
 * The first alternative whose variables are all set, in the order of the spec. The anonymous alternative `{}`
 * counts last wherever it stands: who sets a credential wants it used.
 */
export const chooseAlternative = (input: {
  readonly api: Api;
  readonly alternatives: readonly SecurityRequirement[];
  readonly secrets: Secrets;
  /** Other credentials go along anyway, so a missing scheme is no error. */
  readonly covered: boolean;
}): Choice => {
  const { api, alternatives, secrets } = input;
  for (const alternative of alternatives) {
    const needed = Object.entries(alternative);
    const chosen = needed.flatMap(([name, scopes]): readonly ChosenScheme[] => {
      const scheme = schemeOf(api, name);
      const satisfied = scheme && variablesOf(scheme).some((names) => allSet(names, secrets));
      return satisfied ? [{ scheme, scopes }] : [];
    });
    if (needed.length > 0 && chosen.length === needed.length) return { ok: true, schemes: chosen };
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
