import type { Api, Definition, SecurityScheme } from "@jackfield/runtime";
import type * as Model from "../3-model/index.js";
import { nearest, type Report } from "../report/index.js";
import { compare } from "./names.js";
import type { PlanOptions } from "./types.js";

/** What a server is besides its tools: APIs, credentials, hosts, profiles. */
export const planDefinition = (
  apis: readonly Model.Api[],
  toolNames: readonly string[],
  options: PlanOptions,
  report: Report,
): Definition => {
  const [first] = apis;
  const profiles = planProfiles(options, toolNames, report);
  return {
    name: options.name,
    title: options.title ?? first?.title ?? options.name,
    version: options.version ?? first?.version ?? "0.0.0",
    ...(options.instructions !== undefined && { instructions: options.instructions }),
    apis: Object.fromEntries(
      [...apis].sort((a, b) => compare(a.id, b.id)).map((api) => [api.id, planApi(api, options)]),
    ),
    ...(Object.keys(profiles).length > 0 && { profiles }),
    ...(options.hosts && { hosts: options.hosts }),
    prefix: options.prefix,
  };
};

const planApi = (api: Model.Api, options: PlanOptions): Api => ({
  title: api.title,
  // OpenAPI 3.1 section 4.8.1: without servers there is one, `/`, relative to where the document came from.
  servers: api.servers.length > 0 ? api.servers : [{ url: "/" }],
  security: api.security,
  schemes: Object.fromEntries(
    Object.entries(api.schemes).map(([name, scheme]) => [name, planScheme(name, scheme, options)]),
  ),
  ...(options.pinned.includes(api.id) && { pinned: true as const }),
});

const planScheme = (name: string, scheme: Model.SecurityScheme, options: PlanOptions): SecurityScheme => {
  const given = Object.hasOwn(options.credentials, name) ? options.credentials[name] : undefined;
  const stem = `${options.prefix}_${upperSnake(name)}`;
  const variable = (key: string, ending: string): string => given?.[key] ?? `${stem}_${ending}`;
  switch (scheme.kind) {
    case "apiKey":
      return { type: "apiKey", in: scheme.in, name: scheme.name, variables: { key: variable("key", "KEY") } };
    case "basic":
      return {
        type: "basic",
        variables: { username: variable("username", "USERNAME"), password: variable("password", "PASSWORD") },
      };
    case "bearer":
    case "token":
      return { type: "bearer", variables: { token: variable("token", "TOKEN") } };
    case "clientCredentials":
      return {
        type: "clientCredentials",
        tokenUrl: scheme.tokenUrl,
        variables: {
          clientId: variable("clientId", "CLIENT_ID"),
          clientSecret: variable("clientSecret", "CLIENT_SECRET"),
          token: variable("token", "TOKEN"),
        },
      };
    case "unsupported":
      return { type: "unsupported", reason: scheme.reason };
  }
};

/** `petstore_auth` and `petstoreAuth` become `PETSTORE_AUTH`. */
export const upperSnake = (name: string): string =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replaceAll(/[^A-Za-z0-9]+/g, "_")
    .replaceAll(/^_+|_+$/g, "")
    .toUpperCase() || "API";

/** Profiles with `@other` replaced by that profile's tools; names that are no tool are errors. */
const planProfiles = (
  options: PlanOptions,
  toolNames: readonly string[],
  report: Report,
): Readonly<Record<string, readonly string[]>> => {
  const known = new Set(toolNames);
  const expand = (name: string, above: readonly string[]): readonly string[] =>
    (options.profiles[name] ?? []).flatMap((entry) => {
      const other = entry.startsWith("@") ? entry.slice(1) : undefined;
      if (other !== undefined && Object.hasOwn(options.profiles, other) && !above.includes(other)) {
        return expand(other, [...above, other]);
      }
      if (other === undefined && known.has(entry)) return [entry];
      const candidates =
        other === undefined ? toolNames : Object.keys(options.profiles).map((one) => `@${one}`);
      report.add(
        "plan/unknown-tool",
        { file: "config" },
        { where: `Profile ${name}`, name: entry, nearest: nearest(entry, candidates) },
      );
      return [];
    });
  return Object.fromEntries(
    Object.keys(options.profiles).map((name) => [name, [...new Set(expand(name, [name]))].sort(compare)]),
  );
};
