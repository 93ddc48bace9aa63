import { isLoopback } from "@jackfield/contract/network";
import { sameSite } from "@jackfield/contract/site";
import type { Api, Operation, Server } from "../3-model/index.js";

/** The URL of a server with its defaults filled in; undefined for a relative one, and where a host is not known. */
const urlOf = ({ url, variables = {} }: Server): URL | undefined => {
  const text = url.replace(/\{([^{}]*)\}/g, (hole, name: string) =>
    Object.hasOwn(variables, name) ? (variables[name]?.default ?? hole) : hole,
  );
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  return parsed === undefined || !/^https?:$/.test(parsed.protocol) ? undefined : parsed;
};

/**
 * The server of an operation's own that gets no credentials unless an operator allows it: on another site than the API's
 * first server, or over plain http where that one is not. The runtime decides the same way, by what it then knows.
 */
export const foreignServerOf = (api: Api, operation: Operation): string | undefined => {
  const [main] = api.servers;
  const [own] = operation.servers ?? [];
  const first = main === undefined ? undefined : urlOf(main);
  const called = own === undefined ? undefined : urlOf(own);
  if (first === undefined || called === undefined) return undefined;
  const open = called.protocol === "http:" && first.protocol === "https:" && !isLoopback(called.hostname);
  return open || !sameSite(first.hostname, called.hostname) ? called.origin : undefined;
};
