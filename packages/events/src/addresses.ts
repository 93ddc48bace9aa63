import { createHmac } from "node:crypto";
import { isSame } from "./checks.js";

/** The user name and password that a guarded address demands. */
export type Credentials = { readonly username: string; readonly password: string };

/** Whose address a token is, and whether it demands credentials. */
export type Addressee = { readonly tenant: string; readonly guarded: boolean };

/**
 * The unguessable part of webhook addresses. Everything is derived from one secret, so that all instances of a server
 * agree and an address that a vendor knows stays valid over restarts.
 */
export type Addresses = {
  tokenOf(addressee: Addressee): string;
  /** Undefined: not one of ours. */
  addresseeOf(token: string): Addressee | undefined;
  /** What guarded addresses of a tenant demand. */
  credentialsOf(tenant: string): Credentials;
};

/** Tokens that are remembered: the same few arrive again and again. */
const mostKnown = 1_000;

export const createAddresses = (secret: string): Addresses => {
  const known = new Map<string, Addressee>();
  const mac = (purpose: string, tenant: string): string =>
    createHmac("sha256", secret)
      .update(JSON.stringify([purpose, tenant]))
      .digest("base64url")
      .slice(0, 32);
  const tokenOf = ({ tenant, guarded }: Addressee): string => {
    const kind = guarded ? "g" : "o";
    return `${kind}${Buffer.from(tenant).toString("base64url")}.${mac(kind, tenant)}`;
  };
  return {
    tokenOf,
    addresseeOf(token) {
      const seen = known.get(token);
      if (seen !== undefined) return seen;
      const [, kind, id] = /^([go])([\w-]{0,400})\.[\w-]{32}$/.exec(token) ?? [];
      if (id === undefined) return undefined;
      const addressee = { tenant: Buffer.from(id, "base64url").toString(), guarded: kind === "g" };
      if (!isSame(token, tokenOf(addressee))) return undefined;
      if (known.size >= mostKnown) known.clear();
      known.set(token, addressee);
      return addressee;
    },
    credentialsOf: (tenant) => ({
      username: `webhooks-${mac("username", tenant).slice(0, 8)}`,
      password: mac("password", tenant),
    }),
  };
};
