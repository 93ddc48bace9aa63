import type { Principal, Tenant } from "@jackfield/contract";
import { Problem } from "../problem.js";
import { type Limits, StateUnavailable } from "../state/state.js";
import { type Keys, readVault, type Vault, type VaultContent, type VaultPlace } from "./vault.js";

/** Finds the tenant of anyone who calls. */
export type Tenants = {
  /** Undefined: this principal belongs to no tenant. Throws `StateUnavailable`. */
  of(principal: Principal): Promise<Tenant | undefined>;
  /** Undefined: there is no such tenant. */
  byId(id: string): Promise<Tenant | undefined>;
  /** What a tenant may do, as far as it differs from the others; known once the tenant was asked for. */
  limitsOf(id: string): Limits;
};

const nameOf = ({ issuer, subject }: Principal): string => `${issuer.replace(/\/$/, "")}#${subject}`;

const entryOf = (vault: Vault, id: string): Vault[string] | undefined =>
  Object.hasOwn(vault, id) ? vault[id] : undefined;

const ownersIn = (vault: Vault): ReadonlyMap<string, string> =>
  new Map(Object.entries(vault).flatMap(([id, { principals }]) => principals.map((name) => [name, id])));

/**
 * Sealed tenants. They are read again at the next call when they changed, so a new secret counts at once and a removed
 * tenant is out; while a file cannot be read, what was last read counts. Rejects with `Problem` when there are none, or no
 * key opens them.
 */
export const tenantsIn = async (
  place: VaultPlace,
  keys: Keys,
  log: (line: string) => void,
): Promise<Tenants> => {
  let current: VaultContent = { vault: {}, version: undefined };
  let owners: ReadonlyMap<string, string> = new Map();
  const tenants = new Map<string, Tenant>();

  const read = async (): Promise<void> => {
    current = await readVault(place, keys);
    owners = ownersIn(current.vault);
  };
  const refresh = async (): Promise<void> => {
    try {
      if ((await place.slot.version()) !== current.version) await read();
    } catch (error) {
      if (error instanceof StateUnavailable) throw error;
      log(`the tenants stay as they were: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  /** One object per tenant, so that its session stays; the values are looked up when they are needed. */
  const tenantOf = (id: string): Tenant => {
    const known = tenants.get(id) ?? {
      id,
      secrets: {
        get(name: string) {
          const secrets = entryOf(current.vault, id)?.secrets ?? {};
          return Object.hasOwn(secrets, name) ? secrets[name] : undefined;
        },
      },
    };
    tenants.set(id, known);
    return known;
  };
  try {
    await read();
    const none = `${place.name}: there are no tenants yet; the command tenants adds some.`;
    if (current.version === undefined && !place.mayBeEmpty) throw new Problem(none);
    if (current.version === undefined) log(none);
  } catch (error) {
    // A server may start before its Redis does.
    if (!(error instanceof StateUnavailable)) throw error;
    log(error.message);
  }
  return {
    async of(principal) {
      await refresh();
      const id = owners.get(nameOf(principal));
      return id === undefined ? undefined : tenantOf(id);
    },
    async byId(id) {
      await refresh();
      return entryOf(current.vault, id) === undefined ? undefined : tenantOf(id);
    },
    limitsOf: (id) => entryOf(current.vault, id)?.limits ?? {},
  };
};
