import { parseArgs } from "node:util";
import { type ServerDefinition, suggestion } from "@jackfield/contract";
import type { Io } from "../io.js";
import { limitsIn, limitsShape, limitsText } from "../limits.js";
import { argumentProblem, Problem } from "../problem.js";
import { openState, redisUrl } from "../state/open.js";
import { StateUnavailable } from "../state/state.js";
import { inRedis, keysOf, placeOf } from "./place.js";
import { changeVault, keysFrom, readVault, type Vault } from "./vault.js";

const usage = (program: string): string =>
  `Usage: ${program} tenants list|add <id>|remove <id>|rotate --tenants <file|${inRedis}> [--redis <url>] ` +
  `[--principal <issuer#subject>]… [--secret <NAME=VAR>]… [--limits ${limitsShape}] [--new-key <VAR>]`;

const flags = {
  tenants: { type: "string" },
  redis: { type: "string" },
  limits: { type: "string" },
  principal: { type: "string", multiple: true },
  secret: { type: "string", multiple: true },
  "new-key": { type: "string" },
  help: { type: "boolean" },
} as const;

const parse = (argv: readonly string[]) => {
  try {
    return parseArgs({ args: [...argv], options: flags, allowPositionals: true });
  } catch (error) {
    throw argumentProblem(error, Object.keys(flags));
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
  if (!value) throw new Problem(`--secret ${name}: the variable after "=" is not set.`);
  return [name, value];
};

type Given = { readonly principal?: string[]; readonly secret?: string[]; readonly limits?: string };

const added = (vault: Vault, id: string, { principal = [], secret = [], limits }: Given, io: Io): Vault => {
  if (!/^[\w.-]{1,64}$/.test(id)) throw new Problem("The id of a tenant takes letters, digits, _ . and -.");
  const old = Object.hasOwn(vault, id) ? vault[id] : undefined;
  const principals = [...new Set([...(old?.principals ?? []), ...principal.map(principalIn)])];
  const taken = Object.entries(vault).find(
    ([other, entry]) => other !== id && entry.principals.some((name) => principals.includes(name)),
  );
  if (taken !== undefined)
    throw new Problem(`A principal of ${id} already belongs to the tenant ${taken[0]}.`);
  const secrets = { ...old?.secrets, ...Object.fromEntries(secret.map((pair) => secretIn(pair, io))) };
  const own = limits === undefined ? old?.limits : limitsIn(limits);
  return { ...vault, [id]: { principals, secrets, ...(own && { limits: own }) } };
};

const shown = (vault: Vault): string =>
  Object.entries(vault)
    .map(
      ([id, { principals, secrets, limits = {} }]) =>
        `${[id, principals.join(" "), Object.keys(secrets).join(" "), limitsText(limits)].join("\t").trimEnd()}\n`,
    )
    .join("");

type Change = { readonly id: string; readonly given: Given; readonly io: Io };

/** The tenants after `add` or `remove`. Throws `Problem`. */
const changed = (action: string, vault: Vault, { id, given, io }: Change): Vault => {
  if (action === "add") return added(vault, id, given, io);
  if (!Object.hasOwn(vault, id)) throw new Problem(`Unknown tenant ${id.slice(0, 64)}.`);
  const { [id]: _, ...others } = vault;
  return others;
};

const actions = ["list", "add", "remove", "rotate"];

/** What to do, with which tenant, and where they are kept. Throws `Problem`. */
const wishIn = ({ values, positionals }: ReturnType<typeof parse>, program: string) => {
  const [action = "", id = "", more] = positionals;
  const { tenants } = values;
  const seeHelp = `See ${program} tenants --help.`;
  if (!actions.includes(action)) {
    const given =
      action === "" ? "" : `, not "${action.slice(0, 40)}"${suggestion(action.slice(0, 40), actions)}`;
    throw new Problem(`tenants takes list, add, remove or rotate${given}. ${seeHelp}`);
  }
  if (tenants === undefined)
    throw new Problem(`tenants ${action} needs --tenants <file|${inRedis}>, where they are kept. ${seeHelp}`);
  if (id === "" && ["add", "remove"].includes(action))
    throw new Problem(`tenants ${action} needs the id of a tenant. ${seeHelp}`);
  const extra = ["add", "remove"].includes(action) ? more : positionals[1];
  if (extra !== undefined)
    throw new Problem(`tenants ${action}: unexpected argument "${extra.slice(0, 40)}". ${seeHelp}`);
  if (action === "rotate" && !values["new-key"])
    throw new Problem(`tenants rotate needs --new-key <VAR>, the variable with the next key. ${seeHelp}`);
  return { action, id, tenants };
};

/** Whose tenants they are. */
export type TenantsServer = Pick<ServerDefinition, "name" | "prefix"> & {
  /** What the command line begins with; absent: the name of the server. */
  readonly program?: string;
};

/** `tenants …` of a server: shows and changes its tenants. Values of secrets are never shown. Throws `Problem`. */
export const tenantsCommand = async (
  definition: TenantsServer,
  argv: readonly string[],
  io: Io,
): Promise<void> => {
  const { prefix, program = definition.name } = definition;
  const given = parse(argv);
  const { values } = given;
  if (values.help) return io.print(`${usage(program)}\n`);
  const { action, id, tenants } = wishIn(given, program);
  const keys = keysOf(prefix, io.environment);
  const url = redisUrl(values.redis, prefix, io.environment);
  if (tenants === inRedis && url === undefined)
    throw new Problem(`--tenants ${inRedis} needs --redis <url>.`);
  const state = await openState(tenants === inRedis ? url : undefined, definition);
  const place = placeOf(tenants, state);
  const none = new Problem(
    `${place.name}: there are no tenants yet; ${program} tenants add makes the first.`,
  );
  try {
    if (action === "list") {
      const { vault, version } = await readVault(place, keys);
      if (version === undefined) throw none;
      return io.print(shown(vault));
    }
    const next = values["new-key"] ?? "";
    await changeVault(place, keys, ({ vault, version }) => {
      if (version === undefined && action !== "add") throw none;
      if (action === "rotate") return { vault, keys: keysFrom(next, io.environment[next]) };
      return { vault: changed(action, vault, { id, given: values, io }), keys };
    });
  } catch (error) {
    throw error instanceof StateUnavailable ? new Problem(`${error.message}.`) : error;
  } finally {
    await state.close();
  }
};
