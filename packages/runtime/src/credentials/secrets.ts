import {
  type Secrets,
  type SecurityScheme,
  type ServerDefinition,
  secretVariablesOf,
} from "@jackfield/contract";
import { schemesOf } from "./variables.js";

/** Pairs of variables that travel as `user:password` in base64. */
const pairsOf = (scheme: SecurityScheme): readonly (readonly [string, string])[] => {
  switch (scheme.type) {
    case "basic":
      return [[scheme.variables.username, scheme.variables.password]];
    case "oauth2":
      return scheme.grants.map(({ variables }) => [variables.clientId, variables.clientSecret]);
    case "apiKey":
    case "bearer":
    case "http":
    case "mutualTls":
    case "unsupported":
      return [];
  }
};

/** Every secret of a tenant in the forms in which it is sent; `headers` are sent as well. */
export const secretValues = (
  definition: ServerDefinition,
  secrets: Secrets,
  headers: readonly { readonly value: string }[],
): readonly string[] => {
  const value = (name: string): string => secrets.get(name)?.trim() ?? "";
  const ofSchemes = schemesOf(definition).flatMap((scheme) => [
    ...secretVariablesOf(scheme).map(value),
    ...pairsOf(scheme).flatMap(([user, password]) =>
      value(password) === "" ? [] : [Buffer.from(`${value(user)}:${value(password)}`).toString("base64")],
    ),
    // The operator may have written the scheme's name before the value.
    ...(scheme.type === "http" ? value(scheme.variables.authorization).split(/\s+/, 2).slice(1) : []),
  ]);
  const ofHeaders = headers.flatMap((header) => [header.value, ...header.value.split(/\s+/, 2).slice(1)]);
  return [...ofSchemes, ...ofHeaders];
};
