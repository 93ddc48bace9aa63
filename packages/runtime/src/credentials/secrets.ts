import type { Definition, Environment, SecurityScheme } from "@jackfield/contract";
import { secretVariablesOf } from "./describe.js";
import type { Redactor } from "./redact.js";
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

/** Tells the redactor every secret that the environment holds for this server; `headers` are sent besides. */
export const rememberSecrets = (
  definition: Definition,
  environment: Environment,
  headers: readonly { readonly value: string }[],
  redactor: Redactor,
): void => {
  const value = (name: string): string => environment[name]?.trim() ?? "";
  for (const scheme of schemesOf(definition)) {
    for (const name of secretVariablesOf(scheme)) redactor.add(value(name));
    for (const [user, password] of pairsOf(scheme)) {
      if (value(password) === "") continue;
      redactor.add(Buffer.from(`${value(user)}:${value(password)}`).toString("base64"));
    }
    // The operator may have put the scheme's name before it.
    if (scheme.type === "http") redactor.add(value(scheme.variables.authorization).split(/\s+/, 2)[1]);
  }
  for (const header of headers) {
    redactor.add(header.value);
    redactor.add(header.value.split(/\s+/, 2)[1]);
  }
};
