import type { Api, ServerDefinition } from "@jackfield/contract";
import { isLoopback } from "@jackfield/contract/network";
import { sameSite } from "@jackfield/contract/site";
import { CallError } from "../call-error.js";
import { type HostSettings, ownOrigins, type ResolvedServer, type ResolvedTokenUrl } from "../hosts.js";
import { parseUrl } from "../parse-url.js";

type Trust = {
  readonly definition: ServerDefinition;
  readonly api: Api;
  readonly called: ResolvedServer;
  readonly hosts: HostSettings;
  readonly allowed: readonly string[];
};

const hostOf = (url: string): string => parseUrl(url)?.hostname ?? "";

/**
 * A spec may name any server for an operation, and credentials go there. One that shares no registrable domain
 * with the API's first server, or is asked over plain http where that one is not, gets none unless the operator allows
 * it; hosts that a setting chose are trusted. To be called when there are credentials to send.
 */
export const checkCalledHost = ({ definition, api, called, hosts, allowed }: Trust): void => {
  const url = parseUrl(called.base);
  const own = ownOrigins(definition, api, hosts);
  if (!called.fromSpec || url === undefined || own.length === 0 || allowed.includes(url.hostname)) return;
  const foreign = !own.some((origin) => sameSite(hostOf(origin), url.hostname));
  const open =
    url.protocol === "http:" &&
    !isLoopback(url.hostname) &&
    own.every((origin) => origin.startsWith("https:"));
  if (!foreign && !open) return;
  const why = foreign ? "is not one of the API's own hosts" : "is asked over plain http";
  throw new CallError({
    error: `This operation of ${api.title} is sent to another server, and ${url.hostname} ${why}; no credentials were sent.`,
    code: "auth",
    recovery: `If you trust that host, start the server with --allow-host ${url.hostname}. Nothing was sent.`,
  });
};

/**
 * A spec may name any token endpoint, and the client secret goes there. A host that shares no registrable domain
 * with the called server or the API's first one is therefore refused unless the operator allows it; hosts that a setting
 * chose are trusted.
 */
export const checkTokenHost = (input: Trust & { readonly token: ResolvedTokenUrl }): void => {
  const host = hostOf(input.token.url);
  if (!input.token.fromSpec || input.allowed.includes(host)) return;
  const own = [...ownOrigins(input.definition, input.api, input.hosts), input.called.base];
  if (own.some((origin) => sameSite(hostOf(origin), host))) return;
  throw new CallError({
    error: `The token endpoint of ${input.api.title} is on ${host}, which is not one of the API's own hosts; no secret was sent.`,
    code: "auth",
    recovery: `If you trust that host, start the server with --allow-token-host ${host}.`,
  });
};
