import type { ServerDefinition } from "@jackfield/contract";
import { siteOf } from "@jackfield/contract/site";
import { oneLine } from "../escape.js";

/** What the manifests of a package say of it. */
export type PackageFacts = {
  /** The npm name, perhaps scoped: `@acme/pets`. */
  readonly name: string;
  readonly version: string;
  readonly description: string;
  /** SPDX. */
  readonly license: string;
  readonly author?: string;
  /** Address of the source repository, without `git+` and `.git`. */
  readonly repository?: string;
  /** Name in the MCP registry: a namespace that belongs to the publisher, a slash, the server. */
  readonly mcpName: string;
};

/** Where the parts of a package are. */
export type PackageLayout = {
  /** The module that starts the server. */
  readonly main: "server.ts" | "src/main.ts";
  /** The generated folder: `""` or `src/generated/`. */
  readonly generated: "" | "src/generated/";
  /** `jackfield generate` in the package makes it again: it has a config. */
  readonly regenerate: boolean;
  /** Some of its sources are elsewhere, and may change there. */
  readonly upstream?: true;
};

/** What a config says of the package. */
export type PackageWishes = Partial<Omit<PackageFacts, "version" | "description">>;

/** What npm and the registry accept; other values of a package.json are passed over. */
const npmNamePattern = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/;
const registryNamePattern = /^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/;

/** Facts of a package.json that a person has edited: they win over everything else. */
export const editedFacts = (manifest: unknown): Partial<PackageFacts> => {
  if (typeof manifest !== "object" || manifest === null) return {};
  const fields = new Map<string, unknown>(Object.entries(manifest));
  const text = (key: string, pattern: RegExp = /./): Readonly<Record<string, string>> => {
    const value = fields.get(key);
    return typeof value === "string" && pattern.test(value) ? { [key]: value } : {};
  };
  const repository = addressIn(fields.get("repository"));
  const author = nameIn(fields.get("author"));
  return {
    ...text("name", npmNamePattern),
    ...text("version", semantic),
    ...text("description"),
    ...text("license"),
    ...text("mcpName", registryNamePattern),
    ...(author !== undefined && { author }),
    ...(repository !== undefined && { repository }),
  };
};

/** Every fact: what a person wrote, else what the config says, else what follows from the server. */
export const packageFacts = (
  definition: ServerDefinition,
  wishes: PackageWishes,
  edited: Partial<PackageFacts>,
): PackageFacts => {
  const repository = edited.repository ?? wishes.repository;
  const name = edited.name ?? wishes.name ?? npmName(definition.name);
  const derived = {
    name,
    version: semanticVersion(definition.version),
    description: oneLine(`MCP server for ${definition.title}.`),
    license: "MIT",
    mcpName: `${namespaceOf(definition, repository)}/${withoutScope(name)}`,
  };
  const { author, ...rest } = { ...derived, ...wishes, ...edited };
  return { ...rest, ...(author !== undefined && { author: oneLine(author) }) };
};

/** The name of a package without its scope: what its users type. */
export const withoutScope = (name: string): string => name.replace(/^@[^/]*\//, "");

/**
 * npm allows lower-case letters, digits, `-`, `.` and `_`, not at the start. The plain name of an API is mostly that of
 * somebody's package already.
 */
const npmName = (name: string): string => {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^[-._]+|-+$/g, "");
  return /(^|[^a-z])mcp($|[^a-z])/.test(plain) ? plain : `${plain === "" ? "api" : plain}-mcp`;
};

const semantic = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/;

const semanticVersion = (version: string): string => (semantic.test(version) ? version : "0.1.0");

/**
 * The registry lets those publish who own a namespace: an account on GitHub, or a domain. Without a repository the domain
 * of the API is the best guess; `local` is refused by the registry, but valid until somebody knows better.
 */
const namespaceOf = ({ apis }: ServerDefinition, repository: string | undefined): string => {
  const [, owner] = /^https:\/\/github\.com\/([A-Za-z0-9-]+)\//.exec(`${repository ?? ""}/`) ?? [];
  if (owner !== undefined) return `io.github.${owner}`;
  const urls = Object.values(apis).flatMap(({ servers }) => servers.map(({ url }) => url));
  const hosts = urls.flatMap((url) => /^https:\/\/([a-z0-9.-]+)/i.exec(url)?.[1] ?? []);
  const site = hosts.map(siteOf).find((host) => /[a-z]/i.test(host) && host.includes("."));
  return site === undefined ? "local" : site.split(".").reverse().join(".");
};

const addressIn = (repository: unknown): string | undefined => {
  const url = typeof repository === "string" ? repository : fieldOf(repository, "url");
  if (url === undefined) return undefined;
  const [, short] = /^(?:github:)?([\w-]+\/[\w.-]+)$/.exec(url) ?? [];
  if (short !== undefined) return `https://github.com/${short}`;
  const plain = url.replace(/^git\+/, "").replace(/\.git$/, "");
  return plain.startsWith("https://") ? plain : undefined;
};

const nameIn = (author: unknown): string | undefined =>
  typeof author === "string" ? author.replace(/\s*[<(].*$/, "") || undefined : fieldOf(author, "name");

const fieldOf = (value: unknown, key: string): string | undefined => {
  const field: unknown = Object.entries(Object(value)).find(([name]) => name === key)?.[1];
  return typeof field === "string" ? field : undefined;
};
