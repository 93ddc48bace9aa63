import { hash } from "node:crypto";

/** SHA-256 in hex, as locks, lists of files and messages write it. */
export const sha256 = (content: Uint8Array | string): string => hash("sha256", content);

/** Enough of a hash for people to tell two apart. */
export const shortHash = (hash: string): string => hash.slice(0, 12);
