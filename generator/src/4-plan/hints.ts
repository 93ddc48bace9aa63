import type { Hints } from "@jackfield/runtime";

const readOnly = new Set(["GET", "HEAD", "OPTIONS", "TRACE", "QUERY"]);
const idempotent = new Set([...readOnly, "PUT", "DELETE"]);

/** What a method promises (RFC 9110 section 9.2; QUERY: draft-ietf-httpbis-safe-method-w-body). */
export const hintsOf = (method: string): Hints => ({
  readOnly: readOnly.has(method),
  destructive: method === "DELETE",
  idempotent: idempotent.has(method),
});
