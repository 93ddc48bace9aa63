import { code } from "./code.js";

export const planCodes = {
  "plan/name-collision": code<{ wanted: string; name: string; other: string }>({
    severity: "warning",
    message: ({ wanted, name, other }) =>
      `Tool name ${wanted} is taken by ${other}; this operation becomes ${name}.`,
    fix: "Give one of them another operationId with an overlay (`jackfield patch new <pointer>`).",
  }),
  "plan/names-differ-by-case": code<{ what: string; names: string }>({
    severity: "warning",
    message: ({ what, names }) => `${what} differ by letter case only: ${names}. A model can confuse them.`,
    fix: "Rename one of them with an overlay, or say in their descriptions how they differ.",
  }),
  "plan/schema-too-large": code<{ name: string; limit: number }>({
    severity: "warning",
    message: ({ name, limit }) =>
      `The input schema of ${name} is longer than ${limit} characters, so clients see only the required arguments.`,
    fix: "Simplify the schema with an overlay, or raise budgets.schemaHard.",
  }),
  "plan/schema-cut": code<{ name: string; size: number }>({
    severity: "info",
    message: ({ name, size }) =>
      `Clients see ${size} characters of the input schema of ${name}, without its deepest parts; calls accept all arguments.`,
    fix: "Raise budgets.schemaSoft to show more.",
  }),
  "plan/variable-collision": code<{ scheme: string; wanted: string; stem: string }>({
    severity: "warning",
    message: ({ scheme, wanted, stem }) =>
      `Several security schemes would read the variables ${wanted}_…; "${scheme}" reads ${stem}_… instead.`,
    fix: "Nothing to do; to choose the names, set credentials in the config.",
  }),
  "plan/undefined-scheme": code<{ scheme: string }>({
    severity: "warning",
    message: ({ scheme }) => `Security scheme "${scheme}" is required here but not defined.`,
    fix: "Define it under components.securitySchemes with an overlay; until then this requirement cannot be met.",
  }),
  "plan/unknown-scheme": code<{ name: string; nearest: string | undefined }>({
    severity: "warning",
    message: ({ name, nearest }) =>
      `credentials names "${name}", which is not a security scheme${nearest === undefined ? "" : `; did you mean "${nearest}"?`}`,
    fix: "Correct the name: a security scheme of a spec, or <api id>/<scheme>.",
  }),
  "plan/unknown-tool": code<{ where: string; name: string; nearest: string | undefined }>({
    severity: "error",
    message: ({ where, name, nearest }) =>
      `${where} names "${name}", which is not a tool${nearest === undefined ? "" : `; did you mean "${nearest}"?`}`,
    fix: "Correct the name; the tools are listed in surface.md.",
  }),
  "plan/unknown-webhook": code<{ api: string; name: string; nearest: string | undefined }>({
    severity: "warning",
    message: ({ api, name, nearest }) =>
      `webhooks.names of "${api}" has "${name}", which no webhook or callback of its spec is called${nearest === undefined ? "" : `; did you mean "${nearest}"?`}`,
    fix: "Correct the name, with * for any characters; nothing is received for it. `jackfield report` lists what is.",
  }),
  "plan/absent-tool": code<{ where: string; name: string; absent: string }>({
    severity: "info",
    message: ({ where, name, absent }) =>
      `${where} names "${name}", which is not a tool here; it may belong to ${absent}, which has not been pulled.`,
    fix: "Run `jackfield pull` to find out.",
  }),
  "plan/hidden-characters": code<{ name: string; characters: string }>({
    severity: "warning",
    message: ({ name, characters }) =>
      `The text or a value of ${name} contains invisible characters (${characters}); they are removed.`,
    fix: "Find out why they are there, and remove them with an overlay (`jackfield patch new <pointer>`).",
  }),
  "plan/no-tools": code<Record<never, never>>({
    severity: "warning",
    message: () => "The server has no tools: no spec has an operation that the config takes.",
    fix: "Check the paths of the spec, and include and exclude in the config; webhooks do not become tools.",
  }),
  "plan/marked-operations": code<{ count: number; names: string }>({
    severity: "info",
    message: ({ count, names }) =>
      `${count} operation${count === 1 ? " is" : "s are"} left out, as the spec asks (${names}).`,
    fix: "To have them as tools, use --marks none, or marks in the config.",
  }),
  "plan/internal-operations": code<{ count: number; names: string }>({
    severity: "info",
    message: ({ count, names }) =>
      `${count} operation${count === 1 ? "" : "s"} marked as internal (${names}) became tools.`,
    fix: "To leave them out, use --marks all, or marks in the config.",
  }),
  "plan/foreign-server": code<{ name: string; server: string }>({
    severity: "warning",
    message: ({ name, server }) =>
      `${name} is sent to ${server}, outside the site of its API, and gets no credentials unless --allow-host names that host.`,
    fix: "If the host belongs to the API, start the server with --allow-host; if not, correct it with an overlay (`jackfield patch new <pointer>`).",
  }),
  "plan/gives-orders": code<{ name: string; passage: string }>({
    severity: "warning",
    message: ({ name, passage }) => `The text of ${name} tries to instruct the model: "${passage}".`,
    fix: "Rewrite the text with an overlay (`jackfield patch new <pointer>`); --strict turns this into an error.",
  }),
} as const;
