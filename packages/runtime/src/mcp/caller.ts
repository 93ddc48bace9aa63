import type { Principal, Tenant } from "@jackfield/contract";

/** Whose call it is. */
export type CallerIdentity = { readonly tenant: Tenant; readonly principal?: Principal };

/** Names a caller, so that what belongs to one is not given to another. */
export const ownerOf = ({ tenant, principal }: CallerIdentity): string =>
  JSON.stringify([tenant.id, principal?.issuer, principal?.subject]);
