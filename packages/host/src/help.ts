import {
  type App,
  authorizationVariable,
  type DescribedScheme,
  describeSchemes,
  type ServerDefinition,
} from "@jackfield/contract";
import { eventsVariables } from "./options/events.js";
import { httpVariables } from "./options/http.js";
import { serveFlags } from "./options/serve.js";
import { traceVariables } from "./trace/wanted.js";

/** Columns of a line. A word that is longer keeps its line to itself. */
const columns = 100;

/** A text in lines of so many columns. */
const wrapped = (text: string, width: number): readonly string[] =>
  text.match(new RegExp(`\\S.{0,${width - 1}}(?=\\s|$)|\\S+`, "g")) ?? [""];

const table = (rows: readonly (readonly [string, string])[]): string => {
  const width = Math.min(34, Math.max(...rows.map(([left]) => left.length)));
  const indent = " ".repeat(width + 4);
  return rows
    .map(([left, right]) => {
      const text = wrapped(right, columns - indent.length).join(`\n${indent}`);
      return left.length > width ? `  ${left}\n${indent}${text}` : `  ${left.padEnd(width)}  ${text}`;
    })
    .join("\n");
};

const flagRows = (): readonly (readonly [string, string])[] =>
  Object.entries(serveFlags).map(([name, flag]) => [
    `--${name}${"value" in flag ? ` ${flag.value}` : ""}`,
    flag.doc,
  ]);

const either = (ways: DescribedScheme["ways"]): string =>
  ways.map((names) => names.join(" and ")).join(", or ");

/** A scheme's name, what it sends and which variables suffice, then its variables one by one. */
const schemeLines = ({ name, apis, sent, ways, variables }: DescribedScheme, several: boolean): string => {
  const heading = `  ${name}${several ? ` (${apis.join(", ")})` : ""}: ${sent}`;
  if (variables.length === 0) return heading;
  const needed = variables.length > 1 ? `. Set ${either(ways)}` : "";
  return `${heading}${needed}\n${table(variables.map((each) => [`  ${each.name}`, each.meaning]))}`;
};

const credentialLines = (definition: ServerDefinition): string => {
  const several = Object.keys(definition.apis).length > 1;
  const schemes = schemesOf(definition).map((scheme) => schemeLines(scheme, several));
  const any = `  ${authorizationVariable}  Whole Authorization header, sent to the API's servers`;
  return `Credentials, by security scheme, as environment variables:\n${[...schemes, any].join("\n")}`;
};

const hostRows = (definition: ServerDefinition): readonly (readonly [string, string])[] => {
  const { deployment, rules = {} } = definition.hosts ?? {};
  const moved = Object.values(rules).flatMap(({ variable, origins }) =>
    variable === undefined ? [] : [[variable, `Origin instead of ${origins.join(", ")}`] as const],
  );
  if (deployment === undefined) return moved;
  return [[deployment.variable, `Deployment: ${deployment.values.join(", ")}`], ...moved];
};

const selectionRows = ({ prefix }: ServerDefinition): readonly (readonly [string, string])[] => [
  [`${prefix}_PROFILE`, "As --profile"],
  [`${prefix}_TOOLS`, "As --tools"],
  [`${prefix}_EXCLUDE_TOOLS`, "As --exclude-tools"],
  [`${prefix}_READ_ONLY`, "As --read-only: true or false"],
  [`${prefix}_MODE`, "As --mode"],
  [`${prefix}_CONFIRM`, "As --confirm"],
  [`${prefix}_CLIENT`, "As --client"],
  ...httpVariables(prefix),
  ...eventsVariables(prefix),
  ["JACKFIELD_BASE_URL", "As --base-url"],
  ...traceVariables,
];

/** Schemes in the order in which calls try them. */
const schemesOf = (definition: ServerDefinition): readonly DescribedScheme[] => {
  const tried = Object.values(definition.apis).flatMap(({ security }) => security.flatMap(Object.keys));
  const rank = ({ name }: DescribedScheme): number =>
    tried.includes(name) ? tried.indexOf(name) : tried.length;
  return [...describeSchemes(definition)].sort((a, b) => rank(a) - rank(b));
};

const exampleVariables = (definition: ServerDefinition): Readonly<Record<string, string>> => {
  const first = schemesOf(definition).flatMap(({ ways }) => ways)[0] ?? [];
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
    `${name} ${version}: MCP server for ${title}. Speaks MCP on standard input and output, or over HTTP.`,
    `Usage: ${name} [flags]`,
    `Flags:\n${table(flagRows())}`,
    ...(profiles.length > 0 ? [`Profiles: ${[...new Set([...profiles, "full"])].join(", ")}`] : []),
    credentialLines(definition),
    `Other environment variables:\n${table([...Object.entries(definition.variables ?? {}), ...hostRows(definition), ...selectionRows(definition)])}`,
    `In the configuration of an MCP client:\n${client.replace(/^/gm, "  ")}`,
    "",
  ].join("\n\n");
};
