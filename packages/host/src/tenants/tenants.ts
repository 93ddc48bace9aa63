import { stat } from "node:fs/promises";
import type { Principal, Tenant } from "@jackfield/contract";
import { readVault, type Vault } from "./vault.js";

/** Finds the tenant of anyone who calls. */
export type Tenants = {
  /** Undefined: this principal belongs to no tenant. */
  of(principal: Principal): Promise<Tenant | undefined>;
};

const nameOf = ({ issuer, subject }: Principal): string => `${issuer.replace(/\/$/, "")}#${subject}`;

/**
 * The tenants of a sealed file. A changed file is read at the next call, so a new secret counts at once and a removed
 * tenant is out; while it cannot be read, what was last read counts. Rejects with `Problem` when the first reading fails.
 */
export const tenantsIn = async (path: string, key: Buffer, log: (line: string) => void): Promise<Tenants> => {
  let vault: Vault = await readVault(path, key);
  let owners = new Map<string, string>();
  let version = "";
  const tenants = new Map<string, Tenant>();

  const index = (): void => {
    owners = new Map(
      Object.entries(vault).flatMap(([id, { principals }]) => principals.map((name) => [name, id] as const)),
    );
  };
  const versionNow = async (): Promise<string> => {
    const { mtimeMs, ino, size } = await stat(path);
    return `${mtimeMs} ${ino} ${size}`;
  };
  const refresh = async (): Promise<void> => {
    try {
      const now = await versionNow();
      if (now === version) return;
      vault = await readVault(path, key);
      version = now;
      index();
    } catch (error) {
      log(`the tenants stay as they were: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  /** One object per tenant, so that its session stays; the values are looked up when they are needed. */
  const tenantOf = (id: string): Tenant => {
    const known = tenants.get(id) ?? {
      id,
      secrets: {
        get: (name) => (Object.hasOwn(vault[id]?.secrets ?? {}, name) ? vault[id]?.secrets[name] : undefined),
      },
    };
    tenants.set(id, known);
    return known;
  };
  index();
  return {
    async of(principal) {
      await refresh();
      const id = owners.get(nameOf(principal));
      return id === undefined ? undefined : tenantOf(id);
    },
  };
};
