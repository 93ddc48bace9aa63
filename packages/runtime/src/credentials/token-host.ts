import type { Api, Definition, HttpRequest } from "@jackfield/contract";
import { sameSite } from "@jackfield/contract/site";
import { CallError } from "../call-error.js";
import { knownOrigins, type ResolvedServer, type ResolvedTokenUrl } from "../hosts.js";
import { parseUrl } from "../parse-url.js";

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
  if (own.some((origin) => sameSite(parseUrl(origin)?.hostname ?? "", host))) return;
  throw new CallError({
    error: `The token endpoint of ${input.api.title} lies on ${host}, which is none of the API's own hosts; no secret was sent.`,
    code: "auth",
    recovery: `If you trust that host, start the server with --allow-token-host ${host}.`,
  });
};
