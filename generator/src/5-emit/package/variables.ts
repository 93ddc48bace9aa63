import { authorizationVariable, describeSchemes, type ServerDefinition } from "@jackfield/contract";

/** An environment variable of a server, as its manifests and its readme show it. */
export type Variable = {
  readonly name: string;
  readonly meaning: string;
  readonly secret: boolean;
  /** The only values it takes; the first is the default. */
  readonly values?: readonly string[];
};

/** What somebody who installs the server may have to set: credentials, the extension's variables, hosts. Sorted. */
export const settingsOf = (definition: ServerDefinition): readonly Variable[] => {
  const all = new Map<string, Variable>();
  const add = (variable: Variable): void => void all.set(variable.name, variable);
  for (const { variables, name: scheme, sent } of describeSchemes(definition)) {
    for (const { name, meaning, secret } of variables) {
      const words = variables.length === 1 ? sent : `${meaning} (${scheme})`;
      add({ name, meaning: words, secret: secret || all.get(name)?.secret === true });
    }
  }
  for (const [name, meaning] of Object.entries(definition.variables ?? {}))
    add({ name, meaning, secret: all.get(name)?.secret === true });
  const { deployment, rules = {} } = definition.hosts ?? {};
  if (deployment)
    add({ name: deployment.variable, meaning: "Deployment", secret: false, values: deployment.values });
  for (const { variable, origins } of Object.values(rules)) {
    if (variable === undefined) continue;
    add({ name: variable, meaning: `Address instead of ${origins.join(", ")}`, secret: false });
  }
  return [...all.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
};

/** Which tools are served, and from where. */
export const selectionOf = ({ prefix, profiles = {} }: ServerDefinition): readonly Variable[] => {
  const open = (name: string, meaning: string, values?: readonly string[]): Variable => ({
    name,
    meaning,
    secret: false,
    ...(values && { values }),
  });
  const names = Object.keys(profiles);
  return [
    ...(names.length > 0 ? [open(`${prefix}_PROFILE`, `Tool list: ${[...names, "full"].join(", ")}`)] : []),
    open(`${prefix}_TOOLS`, "Names of the only tools to serve, with commas"),
    open(`${prefix}_EXCLUDE_TOOLS`, "Names of tools to leave out, with commas"),
    open(`${prefix}_READ_ONLY`, "true: serve only tools that change nothing", ["false", "true"]),
    open(
      `${prefix}_MODE`,
      "all: list every tool; search: four tools that find, describe, read with and call them; auto: all if they fit a client",
      ["auto", "all", "search"],
    ),
    open("JACKFIELD_BASE_URL", "Address to call instead of the one in the spec"),
    {
      name: authorizationVariable,
      meaning: "Whole Authorization header, sent to the API's servers",
      secret: true,
    },
  ];
};
