import { createHash } from "node:crypto";

/** A key for what belongs to a credential, from which the credential cannot be read. `parts` is any JSON value. */
export const digest = (parts: unknown): string =>
  createHash("sha256").update(JSON.stringify(parts)).digest("base64url");
