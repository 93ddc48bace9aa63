import { type App, authorizationVariable, type Definition, schemesOf, variablesOf } from "@jackfield/runtime";
import { serveFlags } from "./options.js";

const table = (rows: readonly (readonly [string, string])[]): string => {
  const width = Math.min(34, Math.max(...rows.map(([left]) => left.length)));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join("\n");
};

const flagRows = (): readonly (readonly [string, string])[] =>
  Object.entries(serveFlags).map(([name, flag]) => [
    `--${name}${"value" in flag ? ` ${flag.value}` : ""}`,
    flag.doc,
  ]);

const credentialRows = (definition: Definition): readonly (readonly [string, string])[] => {
  const names = new Set(
    schemesOf(definition).flatMap((scheme) => variablesOf(scheme).map((all) => all.join(", "))),
  );
  const rows = [...names].map((name) => [name, "Credentials of the API"] as const);
  return [...rows, [authorizationVariable, "Whole Authorization header, sent to the API's servers"]];
};

const hostRows = (definition: Definition): readonly (readonly [string, string])[] => {
  const { environment, rules = {} } = definition.hosts ?? {};
  const moved = Object.values(rules).flatMap(({ variable, origins }) =>
    variable === undefined ? [] : [[variable, `Origin instead of ${origins.join(", ")}`] as const],
  );
  if (environment === undefined) return moved;
  return [[environment.variable, `Environment: ${environment.values.join(", ")}`], ...moved];
};

const selectionRows = ({ prefix }: Definition): readonly (readonly [string, string])[] => [
  [`${prefix}_PROFILE`, "As --profile"],
  [`${prefix}_TOOLS`, "As --tools"],
  [`${prefix}_EXCLUDE_TOOLS`, "As --exclude-tools"],
  ["JACKFIELD_BASE_URL", "As --base-url"],
];

const exampleVariables = (definition: Definition): Readonly<Record<string, string>> => {
  const first = schemesOf(definition).flatMap(variablesOf)[0] ?? [];
  return Object.fromEntries(first.map((name) => [name, "..."]));
};

/** What `--help` prints: what the server is, its flags and variables, and how a client starts it. */
export const helpText = ({ definition }: App): string => {
  const { name, title, version } = definition;
  const profiles = Object.keys(definition.profiles ?? {});
  const env = exampleVariables(definition);
  const entry = { command: name, args: [], ...(Object.keys(env).length > 0 ? { env } : {}) };
  const client = JSON.stringify({ mcpServers: { [name]: entry } }, null, 2);
  return [
    `${name} ${version}: MCP server for ${title}. Speaks MCP on standard input and output.`,
    `Usage: ${name} [flags]`,
    `Flags:\n${table(flagRows())}`,
    ...(profiles.length > 0 ? [`Profiles: ${[...new Set([...profiles, "full"])].join(", ")}`] : []),
    `Environment variables:\n${table([...credentialRows(definition), ...hostRows(definition), ...selectionRows(definition)])}`,
    `In the configuration of an MCP client:\n${client.replace(/^/gm, "  ")}`,
    "",
  ].join("\n\n");
};
