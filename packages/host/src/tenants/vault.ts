import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { isRecord } from "@jackfield/contract";
import { Problem } from "../problem.js";

/** One tenant of a hosted server: who belongs to it, and its values for the server's credential variables. */
export type VaultEntry = {
  /** `<issuer>#<subject>`; the issuer of a shared token is `bearer`, its subject the token's name. */
  readonly principals: readonly string[];
  readonly secrets: Readonly<Record<string, string>>;
};

/** Tenants by id. */
export type Vault = Readonly<Record<string, VaultEntry>>;

const keyBytes = 32;
const cipher = "aes-256-gcm";
/** Authenticated with the content, so that a file of another kind or version is refused. */
const label = Buffer.from("jackfield tenants 1");

/** The key in a variable: 32 bytes in base64. */
export const keyFrom = (name: string, text: string | undefined): Buffer => {
  const key = Buffer.from(text?.trim() ?? "", "base64");
  if (key.length === keyBytes) return key;
  throw new Problem(
    `${name} must hold ${keyBytes} random bytes in base64; openssl rand -base64 32 makes some.`,
  );
};

const sealed = (vault: Vault, key: Buffer): string => {
  const nonce = randomBytes(12);
  const sealing = createCipheriv(cipher, key, nonce).setAAD(label);
  const data = Buffer.concat([sealing.update(JSON.stringify(vault), "utf8"), sealing.final()]);
  const parts = { nonce, tag: sealing.getAuthTag(), data };
  const texts = Object.entries(parts).map(([name, bytes]) => [name, bytes.toString("base64")]);
  return `${JSON.stringify({ version: 1, ...Object.fromEntries(texts) })}\n`;
};

const opened = (text: string, key: Buffer): Vault => {
  const file: unknown = JSON.parse(text);
  if (!isRecord(file) || file.version !== 1) throw new Error("not a file of tenants");
  const part = (name: string): Buffer => Buffer.from(String(file[name]), "base64");
  const opening = createDecipheriv(cipher, key, part("nonce"), { authTagLength: 16 })
    .setAAD(label)
    .setAuthTag(part("tag"));
  const data = Buffer.concat([opening.update(part("data")), opening.final()]);
  return JSON.parse(data.toString("utf8")) as Vault; // only `sealed` makes what this key opens
};

/** The tenants of a file; none when there is no file yet and it may be missing. Throws `Problem`. */
export const readVault = async (
  path: string,
  key: Buffer,
  { mayBeMissing = false }: { readonly mayBeMissing?: boolean } = {},
): Promise<Vault> => {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" && mayBeMissing) return undefined;
    throw new Problem(`cannot read the tenants in ${path} (${error.code ?? error.message}).`);
  });
  if (text === undefined) return {};
  try {
    return opened(text, key);
  } catch {
    throw new Problem(`${path} cannot be opened with this key, or it is not a file of tenants.`);
  }
};

/** Replaces the file whole, readable by its owner only. */
export const writeVault = async (path: string, vault: Vault, key: Buffer): Promise<void> => {
  const draft = `${path}.${randomBytes(6).toString("hex")}`;
  await writeFile(draft, sealed(vault, key), { mode: 0o600, flag: "wx", flush: true });
  await rename(draft, path);
};
