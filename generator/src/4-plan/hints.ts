import type { Hints } from "@jackfield/contract";
import type { Operation } from "../3-model/index.js";

const readOnly = new Set(["GET", "HEAD", "OPTIONS", "TRACE", "QUERY"]);
const idempotent = new Set([...readOnly, "PUT", "DELETE"]);

/**
 * What a method promises (RFC 9110 section 9.2; QUERY: draft-ietf-httpbis-safe-method-w-body), unless the operation says
 * otherwise (`x-hints`).
 */
export const hintsOf = ({ method, hints = {} }: Pick<Operation, "method" | "hints">): Hints => ({
  readOnly: hints.readOnly ?? readOnly.has(method),
  destructive: hints.destructive ?? method === "DELETE",
  idempotent: hints.idempotent ?? idempotent.has(method),
});
