import { addressKind, isLoopback } from "@jackfield/contract/network";
import { parseUrl } from "../parse-url.js";

/**
 * Why an address of an authorization server may not be asked; undefined when it may. Secrets and what decides where
 * they go travel over https only; plain http is for loopback. Cloud metadata addresses are never asked.
 */
export const endpointProblem = (text: string): string | undefined => {
  const url = parseUrl(text);
  const safe = url?.protocol === "https:" || (url?.protocol === "http:" && isLoopback(url.hostname));
  if (url === undefined || !safe) return "must be https";
  const literal = /^\[|^[\d.]+$/.test(url.hostname);
  return literal && addressKind(url.hostname) === "forbidden" ? "is a reserved address" : undefined;
};
