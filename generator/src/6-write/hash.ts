import { createHash } from "node:crypto";

/** What the list of a run remembers of a file's text. */
export const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");
