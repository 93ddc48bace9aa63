import { code } from "./code.js";

export const planCodes = {
  "plan/name-collision": code<{ wanted: string; name: string; other: string }>({
    severity: "warning",
    message: ({ wanted, name, other }) =>
      `Tool name ${wanted} is taken by ${other}; this operation becomes ${name}.`,
    fix: "Give one of them another operationId with an overlay.",
  }),
  "plan/names-differ-by-case": code<{ what: string; names: string }>({
    severity: "warning",
    message: ({ what, names }) =>
      `${what} differ by letter case only: ${names}. A model may take one for the other.`,
    fix: "Rename one of them with an overlay, or say in their descriptions how they differ.",
  }),
  "plan/schema-too-large": code<{ name: string; limit: number }>({
    severity: "warning",
    message: ({ name, limit }) =>
      `The arguments of ${name} take more than ${limit} characters to describe; only the required ones are listed.`,
    fix: "Simplify the schema with an overlay, or raise budgets.schemaHard.",
  }),
  "plan/schema-cut": code<{ name: string; size: number }>({
    severity: "info",
    message: ({ name, size }) =>
      `The arguments of ${name} are listed in ${size} characters, without their deepest parts; calls take all of them.`,
    fix: "Raise budgets.schemaSoft to list more.",
  }),
  "plan/variable-collision": code<{ scheme: string; wanted: string; stem: string }>({
    severity: "warning",
    message: ({ scheme, wanted, stem }) =>
      `The variables ${wanted}_… would feed several security schemes; those of "${scheme}" are called ${stem}_….`,
    fix: "Nothing needs doing. To choose the names, map them under credentials in the config.",
  }),
  "plan/undefined-scheme": code<{ scheme: string }>({
    severity: "warning",
    message: ({ scheme }) => `Security scheme "${scheme}" is required here but not defined anywhere.`,
    fix: "Define it under components.securitySchemes with an overlay; until then this requirement cannot be met.",
  }),
  "plan/unknown-scheme": code<{ name: string; nearest: string | undefined }>({
    severity: "warning",
    message: ({ name, nearest }) =>
      `credentials names "${name}", which is not a security scheme${nearest === undefined ? "" : `; did you mean "${nearest}"?`}`,
    fix: "Correct the name: a security scheme of a description, or <api id>/<scheme>.",
  }),
  "plan/unknown-tool": code<{ where: string; name: string; nearest: string | undefined }>({
    severity: "error",
    message: ({ where, name, nearest }) =>
      `${where} names "${name}", which is not a tool${nearest === undefined ? "" : `; did you mean "${nearest}"?`}`,
    fix: "Correct the name; the tools are listed in surface.md.",
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
      `The text or a value of ${name} holds characters that nobody sees (${characters}); they are left out.`,
    fix: "Find out why they are there, and remove them with an overlay.",
  }),
  "plan/no-tools": code<Record<never, never>>({
    severity: "warning",
    message: () => "The server has no tools: no description has an operation that the config takes.",
    fix: "Check the paths of the description, and what include and exclude say; webhooks are no tools.",
  }),
  "plan/foreign-server": code<{ name: string; server: string }>({
    severity: "warning",
    message: ({ name, server }) =>
      `${name} has a server of its own outside of the API's site, ${server}: it gets no credentials unless --allow-host names it.`,
    fix: "Check that the server belongs to the API; if it does, start with --allow-host, else correct it with an overlay.",
  }),
  "plan/gives-orders": code<{ name: string; passage: string }>({
    severity: "warning",
    message: ({ name, passage }) => `The text of ${name} gives orders to a model: "${passage}".`,
    fix: "Rewrite the text with an overlay; --strict refuses it.",
  }),
} as const;
