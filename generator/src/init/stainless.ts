import * as z from "zod";
import type { ConfigInput } from "../config/index.js";

/** The parts of a Stainless configuration that decide what callers of its server see. Unknown fields are passed over. */
const method = z.union([
  z.string(),
  z.looseObject({
    endpoint: z.string().optional(),
    mcp: z.union([z.boolean(), z.looseObject({ tool_name: z.string().optional() })]).optional(),
  }),
]);

type Resource = {
  readonly methods?: Readonly<Record<string, z.infer<typeof method>>> | undefined;
  readonly subresources?: Readonly<Record<string, Resource>> | undefined;
  readonly mcp?: unknown;
};

const resource: z.ZodType<Resource> = z.lazy(() =>
  z.looseObject({
    methods: z.record(z.string(), method).optional(),
    subresources: z.record(z.string(), resource).optional(),
    mcp: z.unknown().optional(),
  }),
);

const option = z.looseObject({
  read_env: z.string().optional(),
  description: z.string().optional(),
  auth: z.looseObject({ security_scheme: z.string(), role: z.string().optional() }).optional(),
});

const target = z.looseObject({
  package_name: z.string().optional(),
  production_repo: z.string().nullish(),
});

const stainless = z.looseObject({
  organization: z.looseObject({ name: z.string().optional() }).optional(),
  targets: z.record(z.string(), target).optional(),
  client_settings: z
    .looseObject({ default_env_prefix: z.string().optional(), opts: z.record(z.string(), option).optional() })
    .optional(),
  security_schemes: z
    .record(z.string(), z.looseObject({ type: z.string(), scheme: z.string().optional() }))
    .optional(),
  environments: z.record(z.string(), z.string()).optional(),
  resources: z.record(z.string(), resource).default({}),
});

/** One method of a resource: the operation that it calls, and what its tool was called. */
export type NamedEndpoint = { readonly method: string; readonly path: string; readonly tool: string };

/** What a Stainless configuration says, in our words. */
export type Migration = {
  readonly name: string | undefined;
  readonly endpoints: readonly NamedEndpoint[];
  readonly config: Pick<ConfigInput, "prefix" | "credentials" | "variables" | "hosts" | "package">;
};

/** Reads a configuration; undefined where the value is none. */
export const readStainless = (value: unknown): Migration | undefined => {
  const parsed = stainless.safeParse(value);
  if (!parsed.success) return undefined;
  const { organization, targets = {}, client_settings, environments, resources } = parsed.data;
  const prefix = client_settings?.default_env_prefix;
  const node = targets.typescript ?? targets.node;
  return {
    name: node?.package_name ?? organization?.name,
    endpoints: Object.entries(resources).flatMap(([name, one]) => endpointsOf(one, [name])),
    config: {
      ...(prefix !== undefined && { prefix }),
      ...optionsOf(parsed.data),
      ...hostsOf(environments, prefix),
      package: {
        ...(node?.package_name !== undefined && { name: `${node.package_name}-mcp` }),
        ...(node?.production_repo && { repository: `https://github.com/${node.production_repo}` }),
      },
    },
  };
};

/** `chat` > `completions` > `create` gave the tool `create_chat_completions`, unless the method names its own. */
const endpointsOf = (
  { methods = {}, subresources = {}, mcp }: Resource,
  path: readonly string[],
): readonly NamedEndpoint[] => {
  if (mcp === false) return [];
  const own = Object.entries(methods).flatMap(([name, one]): readonly NamedEndpoint[] => {
    const { endpoint, mcp: wish } = typeof one === "string" ? { endpoint: one, mcp: undefined } : one;
    const [, verb, address] = /^(\w+)\s+(\/\S*)$/.exec(endpoint ?? "") ?? [];
    if (verb === undefined || address === undefined || wish === false) return [];
    const given = typeof wish === "object" ? wish.tool_name : undefined;
    return [
      { method: verb.toLowerCase(), path: address, tool: given ?? [name, ...path].map(snake).join("_") },
    ];
  });
  const below = Object.entries(subresources).flatMap(([name, one]) => endpointsOf(one, [...path, name]));
  return [...own, ...below];
};

const snake = (name: string): string =>
  name
    .replace(/^\$/, "")
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replaceAll(/[^A-Za-z0-9]+/g, "_")
    .toLowerCase();

/** The variables of the client's options: of credentials where an option feeds a security scheme, else plain ones. */
const optionsOf = ({ client_settings, security_schemes = {} }: z.infer<typeof stainless>) => {
  const credentials: Record<string, Record<string, string>> = {};
  const variables: Record<string, string> = {};
  for (const [name, { read_env: variable, auth, description }] of Object.entries(
    client_settings?.opts ?? {},
  )) {
    if (variable === undefined) continue;
    if (auth === undefined) variables[variable] = description ?? `Option ${name} of the API`;
    else {
      const secret = secretOf(security_schemes[auth.security_scheme], auth.role);
      credentials[auth.security_scheme] = { ...credentials[auth.security_scheme], [secret]: variable };
    }
  }
  return { credentials, variables };
};

const secretOf = (
  scheme: { readonly type: string; readonly scheme?: string | undefined } | undefined,
  role: string | undefined,
): string => {
  const roles: Readonly<Record<string, string>> = {
    username: "username",
    password: "password",
    client_id: "clientId",
    client_secret: "clientSecret",
  };
  const named = role === undefined ? undefined : roles[role];
  if (named !== undefined) return named;
  return scheme?.type === "apiKey" ? "key" : "token";
};

/** Several environments become deployments of one host rule. The spec's own address needs no rule. */
const hostsOf = (
  environments: Readonly<Record<string, string>> | undefined,
  prefix: string | undefined,
): Pick<ConfigInput, "hosts"> => {
  const all = Object.entries(environments ?? {}).flatMap(([name, url]) => {
    const origin = URL.canParse(url) ? new URL(url).origin : undefined;
    return origin === undefined ? [] : [[name, origin] as const];
  });
  const [first, second] = all;
  if (first === undefined || second === undefined || prefix === undefined) return {};
  return {
    hosts: {
      deployment: { variable: `${prefix}_ENVIRONMENT`, values: all.map(([name]) => name) },
      rules: { api: { origins: [first[1]], deployments: Object.fromEntries(all) } },
    },
  };
};
