import * as z from "zod";
import { variable, webhooksSchema } from "./webhooks.js";

const names = z.enum(["preserve", "snake", "camel"]);

const selection = z.strictObject({
  names: z.array(z.string()).default([]).describe("Tool names or operationIds; * stands for any characters"),
  tags: z.array(z.string()).default([]).describe("Tags of operations; * stands for any characters"),
});

const spec = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "must be lower-case letters, digits and single hyphens")
    .describe("Short name of the API; unique in the config"),
  from: z.string().min(1).describe("A file path, an https URL, npm:package/file, or - for standard input"),
  headerEnv: z
    .record(z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, "must be the name of a header"), variable)
    .optional()
    .describe("Headers that reading this spec needs, and the environment variables with their values"),
  certificateEnv: z
    .strictObject({
      cert: variable.describe("Variable with the path of the client certificate, in PEM"),
      key: variable.describe("Variable with the path of its private key, in PEM"),
      passphrase: variable.optional().describe("Variable with the passphrase of an encrypted key"),
      ca: variable
        .optional()
        .describe("Variable with the path of the authorities to trust instead of the usual ones, in PEM"),
    })
    .optional()
    .describe("Client certificate that reading this spec needs, by environment variables"),
  overlays: z.array(z.string().min(1)).default([]).describe("OpenAPI Overlays, applied in this order"),
  pinned: z.boolean().default(false).describe("Environments do not move this API's hosts"),
  naming: names.optional().describe("Tool names of this API, when they differ from the others"),
  optional: z
    .boolean()
    .default(false)
    .describe("Read from the copy that jackfield pull made; without one the server is made without this API"),
  published: z
    .array(z.string().regex(/^https:\/\//i, "must be an https URL"))
    .default([])
    .describe("Where the parts of this spec are published; jackfield pull tells when one changes"),
  webhooks: webhooksSchema,
});

const sources = z.strictObject({
  lock: z
    .string()
    .min(1)
    .default("sources.lock.json")
    .describe("Hash and date of every remote or npm source"),
  cache: z
    .string()
    .min(1)
    .default(".jackfield/sources")
    .describe("Copies that jackfield pull made; not committed"),
});

const hosts = z.strictObject({
  deployment: z
    .strictObject({ variable, values: z.array(z.string().min(1)).min(1) })
    .optional()
    .describe("The environment variable that names the deployment, and its values; the first is the default"),
  rules: z
    .record(
      z.string(),
      z.strictObject({
        origins: z.array(z.string()).min(1).describe("Origins in the specs that this rule covers"),
        variable: variable.optional().describe("Environment variable that replaces the origin"),
        deployments: z.record(z.string(), z.string()).optional().describe("Origin per deployment"),
      }),
    )
    .default({})
    .describe("What moves which host"),
});

const secrets = z.strictObject({
  key: variable.optional(),
  token: variable.optional(),
  username: variable.optional(),
  password: variable.optional(),
  clientId: variable.optional(),
  clientSecret: variable.optional(),
  refreshToken: variable.optional(),
  authorization: variable.optional(),
  cert: variable.optional(),
  passphrase: variable.optional(),
  ca: variable.optional(),
});

const budgets = z.strictObject({
  descriptionMax: z.int().min(64).default(1024).describe("Longest tool description, in characters"),
  schemaSoft: z.int().min(256).default(4096).describe("Bytes of a schema above which deep parts are pruned"),
  schemaHard: z.int().min(1024).default(65_536).describe("Bytes that no advertised schema exceeds"),
});

const limits = z.strictObject({
  maxBytes: z.int().min(1).default(67_108_864).describe("Largest document that is read"),
  timeoutMs: z.int().min(1).default(10_000).describe("Longest wait for a document from the network"),
  redirects: z.int().min(0).max(20).default(5).describe("Redirects that are followed"),
  allowPrivate: z
    .boolean()
    .default(false)
    .describe("Admit private and loopback addresses, the latter by plain http"),
  allowFileRefs: z.string().min(1).optional().describe("Folder whose files may be referred to as well"),
  allowRefHosts: z.array(z.string()).default([]).describe("Hosts that references may be fetched from"),
});

const packageOptions = z.strictObject({
  name: z
    .string()
    .max(214)
    .regex(
      /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/,
      "must be an npm name, such as @acme/pets",
    )
    .optional()
    .describe("Name on npm; by default the server's"),
  mcpName: z
    .string()
    .max(200)
    .regex(/^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/, "must be a namespace and a name, such as io.github.acme/pets")
    .optional()
    .describe("Name in the MCP registry; by default derived from the repository or the domain of the API"),
  license: z.string().min(1).optional().describe("SPDX identifier; by default MIT"),
  author: z.string().min(1).optional().describe("Who publishes it"),
  repository: z
    .string()
    .regex(/^https:\/\//i, "must be an https URL")
    .optional()
    .describe("Where its source is"),
});

const empty = { names: [], tags: [] };

/** What lint looks for: what clients accept, and what descriptions leave out. */
export const lintProfiles = ["clients", "smells"] as const;
export type LintProfile = (typeof lintProfiles)[number];

/** THE list of options of `jackfield.config.*`: names, defaults and one line of documentation each. */
export const configSchema = z.strictObject({
  name: z
    .string()
    .max(64)
    .regex(/^[a-z0-9]+([._-][a-z0-9]+)*$/, "must be lower-case letters, digits, and - _ . between them")
    .describe("Name of the server"),
  title: z
    .string()
    .min(1)
    .optional()
    .describe("Name for people; by default the title of the API, of several the name"),
  version: z
    .string()
    .min(1)
    .optional()
    .describe("Version of the server; by default that of the API, of several 0.1.0"),
  instructions: z.string().optional().describe("What a model should know before it uses the tools"),
  prefix: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]*$/, "must be capital letters, digits and _")
    .optional()
    .describe("Prefix of the server's environment variables; by default the name in capitals"),
  specs: z.array(spec).min(1).describe("The API specs, each with its patches"),
  sources: sources.prefault({}).describe("What is remembered of sources outside the repository"),
  tools: z
    .array(z.string().min(1))
    .default([])
    .describe("Modules of hand-written tools, as glob patterns; those that begin with ! leave files out"),
  guide: z
    .string()
    .min(1)
    .optional()
    .describe(
      "Module whose export guide is what clients read apart from tools; its texts are hashed in the lock",
    ),
  package: packageOptions
    .optional()
    .describe("Write the package around the server as well: manifests, readme, tests; {} takes the defaults"),
  output: z.string().min(1).default("src/generated").describe("Folder of the generated files"),
  naming: names.default("preserve").describe("Tool names: the operationId as it is, or in another spelling"),
  include: selection.default(empty).describe("Operations that become tools; nothing named means all"),
  exclude: selection.default(empty).describe("Operations that do not; wins over include"),
  marks: z
    .enum(["none", "mcp", "all"])
    .default("mcp")
    .describe(
      "Which marks of a spec leave operations out: x-mcp: false and the like (mcp), x-internal: true too (all), or none",
    ),
  profiles: z
    .record(z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/), z.array(z.string().min(1)))
    .default({})
    .describe("Named lists of tools; @other stands for the tools of another profile"),
  hosts: hosts.default({ rules: {} }).describe("How environments and variables move the hosts of the specs"),
  credentials: z
    .record(z.string(), secrets)
    .default({})
    .describe(
      "Environment variables that hold the secrets of a security scheme, by its name or as <api id>/<scheme>",
    ),
  variables: z
    .record(variable, z.string().min(1))
    .default({})
    .describe("Other environment variables that the server reads, each with its purpose"),
  bind: z
    .record(z.string(), z.string().min(1))
    .default({})
    .describe("Parameters that take a value of the runtime context when a caller leaves them out"),
  confirm: z
    .record(z.string(), z.enum(["destructive", "billable"]))
    .default({})
    .describe("Tools that a person has to confirm, by name, and why: they destroy something or cost money"),
  formats: z
    .enum(["annotate", "assert"])
    .default("annotate")
    .describe("What a format such as date-time does: annotate tells it to callers, assert also checks it"),
  repairs: z
    .strictObject({ off: z.array(z.string()).default([]).describe("Codes of repairs not to make") })
    .default({ off: [] })
    .describe("The repairs of specs, built in or of a plugin"),
  plugins: z
    .array(z.string().min(1))
    .default([])
    .describe("Packages, or files that start with ./, that bring repairs, lint rules and pages"),
  budgets: budgets.prefault({}).describe("How much room tools may take in a model's context"),
  lint: z
    .strictObject({
      rules: z
        .array(z.enum(lintProfiles))
        .min(1)
        .default(["clients"])
        .describe("Lint profiles: what clients accept, and smells, which is what descriptions leave out"),
    })
    .prefault({})
    .describe("What jackfield lint looks for"),
  limits: limits.prefault({}).describe("How much is read, and from where"),
});

/** What a config file says: defaults may be left out. */
export type ConfigInput = z.input<typeof configSchema>;

/** Every option with its value. */
export type Options = z.output<typeof configSchema>;

type Frozen<T> = T extends readonly (infer Item)[]
  ? readonly Frozen<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Frozen<T[Key]> }
    : T;

/** All options of one run, with where they came from. Deeply frozen. */
export type Config = Frozen<Options> & {
  readonly prefix: string;
  /** Absolute; what relative paths and `npm:` sources start from. */
  readonly folder: string;
  /** The config file, relative to the working folder; absent when flags made the config. */
  readonly file?: string;
  /** Absolute; paths in the config stay below it. Absent when flags made the config: their author is at the keyboard. */
  readonly repository?: string;
};

export type Limits = Config["limits"];
