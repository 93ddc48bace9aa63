import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { isRecord } from "@jackfield/contract";
import { Problem } from "../problem.js";
import type { Limits, Slot } from "../state/state.js";

/** One tenant of a hosted server: who belongs to it, and its values for the server's credential variables. */
type VaultEntry = {
  /** `<issuer>#<subject>`; the issuer of a shared token is `bearer`, its subject the token's name. */
  readonly principals: readonly string[];
  readonly secrets: Readonly<Record<string, string>>;
  /** In place of those that the server gives everybody. */
  readonly limits?: Limits;
};

/** Tenants by id. */
export type Vault = Readonly<Record<string, VaultEntry>>;

const keyBytes = 32;
const cipher = "aes-256-gcm";
/** Authenticated with the content, so that a file of another kind or version is refused. */
const label = Buffer.from("jackfield tenants 1");

/** Keys: the first seals, any of them opens, so that a key can be replaced while servers run. */
export type Keys = readonly [Buffer, ...Buffer[]];

/** The keys in a variable, separated by commas: 32 bytes in base64 each. */
export const keysFrom = (name: string, text: string | undefined): Keys => {
  const [first, ...others] = (text ?? "").split(",").map((part) => Buffer.from(part.trim(), "base64"));
  if (first !== undefined && [first, ...others].every(({ length }) => length === keyBytes))
    return [first, ...others];
  throw new Problem(
    `${name} must hold ${keyBytes} random bytes in base64. Make them with: openssl rand -base64 32`,
  );
};

const sealed = (vault: Vault, [key]: Keys): string => {
  const nonce = randomBytes(12);
  const sealing = createCipheriv(cipher, key, nonce).setAAD(label);
  const data = Buffer.concat([sealing.update(JSON.stringify(vault), "utf8"), sealing.final()]);
  const parts = { nonce, tag: sealing.getAuthTag(), data };
  const texts = Object.entries(parts).map(([name, bytes]) => [name, bytes.toString("base64")]);
  return `${JSON.stringify({ version: 1, ...Object.fromEntries(texts) })}\n`;
};

const openedWith = (key: Buffer, text: string): Vault => {
  const file: unknown = JSON.parse(text);
  if (!isRecord(file) || file.version !== 1) throw new Error("not a file of tenants");
  const part = (name: string): Buffer => Buffer.from(String(file[name]), "base64");
  const opening = createDecipheriv(cipher, key, part("nonce"), { authTagLength: 16 })
    .setAAD(label)
    .setAuthTag(part("tag"));
  const data = Buffer.concat([opening.update(part("data")), opening.final()]);
  return JSON.parse(data.toString("utf8")) as Vault; // only `sealed` makes what this key opens
};

const opened = (text: string, keys: Keys): Vault | undefined => {
  for (const key of keys) {
    try {
      return openedWith(key, text);
    } catch {
      // Another key may fit.
    }
  }
  return undefined;
};

/** Tenants as they are kept, with the version that a change has to name. */
export type VaultContent = { readonly vault: Vault; readonly version: string | undefined };

/** Where sealed tenants are kept, and its name for people. An empty file is rather a wrong name. */
export type VaultPlace = { readonly name: string; readonly slot: Slot; readonly mayBeEmpty: boolean };

/** The kept tenants; none when nothing was kept yet. Throws `Problem` when no key opens them. */
export const readVault = async ({ name, slot }: VaultPlace, keys: Keys): Promise<VaultContent> => {
  const current = await slot.read();
  if (current === undefined) return { vault: {}, version: undefined };
  const vault = opened(current.text, keys);
  if (vault !== undefined) return { vault, version: current.version };
  throw new Problem(`${name} cannot be opened with this key, or it does not hold tenants.`);
};

/** How often a change begins again because of another one, and how long it waits for that at most, in milliseconds. */
const tries = 50;
const longestPause = 100;

/** Changes the kept tenants, after whatever others change at the same time. Throws `Problem`. */
export const changeVault = async (
  place: VaultPlace,
  keys: Keys,
  change: (content: VaultContent) => { readonly vault: Vault; readonly keys: Keys },
): Promise<void> => {
  for (let n = 0; n < tries; n += 1) {
    const content = await readVault(place, keys);
    const next = change(content);
    if (await place.slot.replace(sealed(next.vault, next.keys), content.version)) return;
    await setTimeout(Math.random() * longestPause);
  }
  throw new Problem(`${place.name}: others change the tenants all the time; try again.`);
};
