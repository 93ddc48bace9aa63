import type { SecurityScheme, ServerDefinition } from "@jackfield/contract";
import { callsOf, type Plan, type PlannedTool } from "../4-plan/index.js";
import { firstLine } from "./escape.js";
import { print } from "./templates.js";
import type { OutputFile } from "./types.js";

/**
 * The package of a server that stands in a folder of its own. It publishes `dist/` only, which holds everything it
 * needs, so there is nothing to install.
 */
export const manifestFile = (definition: ServerDefinition): OutputFile => {
  const name = packageName(definition.name);
  const manifest = {
    name,
    version: /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(definition.version) ? definition.version : "0.0.0",
    private: true,
    type: "module",
    engines: { node: ">=20.19" },
    bin: { [name]: "dist/server.js" },
    files: ["dist"],
    scripts: { build: "jackfield build .", start: "node dist/server.js" },
  };
  return { path: "package.json", text: `${JSON.stringify(manifest, null, 2)}\n` };
};

/** npm allows lower-case letters, digits, `-`, `.` and `_`, not at the start. */
const packageName = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^[-._]+|-+$/g, "") || "mcp-server";

/** The reference page of the tools: what each does, what it calls, what it takes. */
export const toolsPage = (plan: Plan): OutputFile => ({
  path: "tools.md",
  text: print("tools.md", { title: plan.definition.title, tools: plan.tools.map(row) }),
});

/** How to build, configure and use a server that stands in a folder of its own. */
export const readmePage = (plan: Plan): OutputFile => {
  const { name, title, prefix } = plan.definition;
  return {
    path: "README.md",
    text: print("readme.md", {
      package: packageName(name),
      title,
      count: plan.tools.length,
      variables: [...variablesOf(plan.definition), ...selectionVariables(prefix)],
      tools: plan.tools.map(row),
    }),
  };
};

type Row = {
  readonly name: string;
  /** `GET /pets/{id}`, or the module of a hand-written tool. */
  readonly calls: string;
  readonly description: string;
  readonly inputs: string;
};

const row = (planned: PlannedTool): Row => {
  const { face, record } = planned;
  const required = new Set<string>(face.input.required);
  return {
    name: face.name,
    calls: callsOf(planned),
    description: firstLine(record.description),
    inputs: Object.keys(face.input.properties)
      .map((key) => (required.has(key) ? key : `${key}?`))
      .join(", "),
  };
};

type Variable = { readonly name: string; readonly meaning: string };

const variablesOf = (definition: ServerDefinition): readonly Variable[] => {
  const meanings = new Map<string, string>();
  for (const { schemes } of Object.values(definition.apis)) {
    for (const [name, scheme] of Object.entries(schemes)) {
      for (const variable of schemeVariables(scheme)) meanings.set(variable, `credentials: ${name}`);
    }
  }
  for (const [name, meaning] of Object.entries(definition.variables ?? {})) meanings.set(name, meaning);
  const { deployment, rules = {} } = definition.hosts ?? {};
  if (deployment) meanings.set(deployment.variable, `deployment: ${deployment.values.join(", ")}`);
  for (const { variable, origins } of Object.values(rules)) {
    if (variable !== undefined) meanings.set(variable, `address instead of ${origins.join(", ")}`);
  }
  return [...meanings]
    .map(([name, meaning]) => ({ name, meaning }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
};

const schemeVariables = (scheme: SecurityScheme): readonly string[] => {
  if (scheme.type === "unsupported") return [];
  const grants = scheme.type === "oauth2" ? scheme.grants : [];
  return [...grants, scheme].flatMap(({ variables }) => Object.values<string>(variables));
};

const selectionVariables = (prefix: string): readonly Variable[] => [
  { name: `${prefix}_PROFILE`, meaning: "name of the tool list to serve" },
  { name: `${prefix}_TOOLS`, meaning: "names of the only tools to serve, with commas" },
  { name: `${prefix}_EXCLUDE_TOOLS`, meaning: "names of tools to leave out, with commas" },
  { name: `${prefix}_READ_ONLY`, meaning: "true: serve only tools that change nothing" },
  {
    name: `${prefix}_MODE`,
    meaning:
      "all: list every tool; search: four tools that find, describe, read with and call them; auto (default): all if they fit a client",
  },
  { name: "JACKFIELD_BASE_URL", meaning: "address to call instead of the one in the spec" },
];
