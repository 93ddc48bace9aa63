import { isIP } from "node:net";
import type { Api, Definition, HttpRequest } from "@jackfield/contract";
import { CallError } from "../call-error.js";
import { knownOrigins, type ResolvedServer, type ResolvedTokenUrl } from "../hosts.js";
import { parseUrl } from "../parse-url.js";

/**
 * The part of a host name that somebody registers, without a public suffix list: the last two labels, three under
 * endings such as `co.uk`. Errs on the side of asking the operator.
 */
const registrable = (hostname: string): string => {
  if (isIP(hostname) !== 0 || hostname.startsWith("[")) return hostname;
  const labels = hostname.split(".");
  const [second = "", top = ""] = labels.slice(-2);
  const shared = top.length === 2 && (second.length <= 2 || /^(com|net|org|edu|gov|ltd)$/.test(second));
  return labels.slice(shared ? -3 : -2).join(".");
};

/**
 * A description may name any token endpoint, and the client secret goes there. A host that shares no registrable domain
 * with the API's servers is therefore refused unless the operator allows it; hosts that a setting chose are trusted.
 */
export const checkTokenHost = (input: {
  readonly token: ResolvedTokenUrl;
  readonly definition: Definition;
  readonly request?: HttpRequest;
  readonly api: Api;
  readonly called: ResolvedServer;
  readonly allowed: readonly string[];
}): void => {
  const host = parseUrl(input.token.url)?.hostname ?? "";
  if (!input.token.fromSpec || input.allowed.includes(host)) return;
  const own = [...knownOrigins(input.definition, input.request, input.api), input.called.base];
  if (own.some((origin) => registrable(parseUrl(origin)?.hostname ?? "") === registrable(host))) return;
  throw new CallError({
    error: `The token endpoint of ${input.api.title} lies on ${host}, which is none of the API's own hosts; no secret was sent.`,
    code: "auth",
    recovery: `If you trust that host, start the server with --allow-token-host ${host}.`,
  });
};
