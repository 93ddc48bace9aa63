import { parseArgs } from "node:util";
import type { Definition } from "@jackfield/contract";
import type { Io } from "../io.js";
import { Problem } from "../problem.js";
import { keyFrom, readVault, type Vault, writeVault } from "./vault.js";

/** The variable with the key of the file of tenants. */
export const keyVariable = (prefix: string): string => `${prefix}_TENANTS_KEY`;

const usage = (name: string): string =>
  `Usage: ${name} tenants list|add <id>|remove <id>|rotate --tenants <file> ` +
  "[--principal <issuer#subject>]… [--secret <NAME=VAR>]… [--new-key <VAR>]";

const flags = {
  tenants: { type: "string" },
  principal: { type: "string", multiple: true },
  secret: { type: "string", multiple: true },
  "new-key": { type: "string" },
} as const;

const parse = (argv: readonly string[], name: string) => {
  try {
    return parseArgs({ args: [...argv], options: flags, allowPositionals: true });
  } catch {
    throw new Problem(usage(name));
  }
};

const principalIn = (text: string): string => {
  const [, issuer, subject] = /^(\S+?)#(\S+)$/.exec(text) ?? [];
  if (issuer !== undefined && subject !== undefined) return `${issuer.replace(/\/$/, "")}#${subject}`;
  throw new Problem("--principal takes <issuer>#<subject>, for a shared token bearer#<name>.");
};

/** Secrets come through variables, so that they stand in no command line. */
const secretIn = (pair: string, { environment }: Io): readonly [string, string] => {
  const [, name, variable] = /^([A-Za-z_]\w*)=([A-Za-z_]\w*)$/.exec(pair) ?? [];
  if (name === undefined || variable === undefined)
    throw new Problem("--secret takes NAME=VAR, where VAR names an environment variable.");
  const value = environment[variable]?.trim();
  if (!value) throw new Problem(`--secret ${name}: the variable ${variable} is not set.`);
  return [name, value];
};

const added = (
  vault: Vault,
  id: string,
  { principal = [], secret = [] }: { readonly principal?: string[]; readonly secret?: string[] },
  io: Io,
): Vault => {
  if (!/^[\w.-]{1,64}$/.test(id)) throw new Problem("The id of a tenant takes letters, digits, _ . and -.");
  const old = Object.hasOwn(vault, id) ? vault[id] : undefined;
  const principals = [...new Set([...(old?.principals ?? []), ...principal.map(principalIn)])];
  const taken = Object.entries(vault).find(
    ([other, entry]) => other !== id && entry.principals.some((name) => principals.includes(name)),
  );
  if (taken !== undefined)
    throw new Problem(`A principal of ${id} already belongs to the tenant ${taken[0]}.`);
  const secrets = { ...old?.secrets, ...Object.fromEntries(secret.map((pair) => secretIn(pair, io))) };
  return { ...vault, [id]: { principals, secrets } };
};

const shown = (vault: Vault): string =>
  Object.entries(vault)
    .map(
      ([id, { principals, secrets }]) =>
        `${id}\t${principals.join(" ")}\t${Object.keys(secrets).join(" ")}\n`,
    )
    .join("");

/** `tenants …` of a server: shows and changes its file of tenants. Values of secrets are never shown. Throws `Problem`. */
export const tenantsCommand = async (
  { name, prefix }: Definition,
  argv: readonly string[],
  io: Io,
): Promise<void> => {
  const { values, positionals } = parse(argv, name);
  const [action, id = ""] = positionals;
  const path = values.tenants;
  if (path === undefined) throw new Problem(usage(name));
  const variable = keyVariable(prefix);
  const key = keyFrom(variable, io.environment[variable]);
  const vault = await readVault(path, key, { mayBeMissing: action === "add" });
  switch (action) {
    case "list":
      return io.print(shown(vault));
    case "add":
      return writeVault(path, added(vault, id, values, io), key);
    case "remove": {
      if (!Object.hasOwn(vault, id)) throw new Problem(`There is no tenant ${id.slice(0, 64)}.`);
      const { [id]: _, ...others } = vault;
      return writeVault(path, others, key);
    }
    case "rotate": {
      const next = values["new-key"] ?? "";
      return writeVault(path, vault, keyFrom(next || "--new-key", io.environment[next]));
    }
    default:
      throw new Problem(usage(name));
  }
};
