import { lookup } from "node:dns";
import type { LookupFunction } from "node:net";
import type { ClientCertificate } from "@jackfield/contract/certificate";
import { isInternalAddress } from "@jackfield/contract/network";
import { Agent, type Dispatcher, EnvHttpProxyAgent } from "undici";
import type { WireRequest } from "../request/index.js";
import { internalAddressCode } from "./fault.js";
import { ReplyReader } from "./reply-reader.js";
import type { OpenReply, ProxyVariables, SendOptions } from "./transport.js";

/** Connections to one host at once; further requests wait for one of them. */
const mostConnections = 128;

/** Loopback is never reached through a proxy: it would be the proxy's own machine. */
const neverProxied = "localhost,127.0.0.1,[::1]";

/** Resolves names to public addresses only: what is checked is what is connected to. */
const publicLookup: LookupFunction = (hostname, options, done) => {
  lookup(hostname, { ...options, all: true }, (problem, addresses) => {
    if (problem !== null) return done(problem, "", 0);
    const [first] = addresses;
    if (first === undefined || addresses.some(({ address }) => isInternalAddress(address)))
      return done(Object.assign(new Error("an internal address"), { code: internalAddressCode }), "", 0);
    return options.all ? done(null, addresses) : done(null, first.address, first.family);
  });
};

type Proxies = { readonly httpProxy: string; readonly httpsProxy: string; readonly noProxy: string };

/** What the usual variables say, lower case first; undefined when no proxy is named. */
const proxiesOf = (variables: ProxyVariables): Proxies | undefined => {
  const value = (name: string): string | undefined =>
    variables[name]?.trim() || variables[name.toUpperCase()]?.trim() || undefined;
  const all = value("all_proxy");
  const [http, https] = [value("http_proxy") ?? all, value("https_proxy") ?? all];
  if (http === undefined && https === undefined) return undefined;
  const exceptions = value("no_proxy");
  return {
    httpProxy: http ?? "",
    httpsProxy: https ?? "",
    noProxy: exceptions === "*" ? "*" : [exceptions, neverProxied].filter(Boolean).join(","),
  };
};

/** The connections of a process: a pool for each certificate, and one of each for public addresses only. */
export const createDispatchers = (connectTimeout: number, variables: ProxyVariables) => {
  const agents: Dispatcher[] = [];
  const dispatchers = new Map<ClientCertificate | undefined, Map<boolean, Dispatcher>>();
  const proxies = proxiesOf(variables);

  const open = (certificate: ClientCertificate | undefined, publicOnly: boolean): Dispatcher => {
    const options = {
      // The deadline of the call governs; undici's own timers for head and body would only cut it short.
      ...{ headersTimeout: 0, bodyTimeout: 0, connections: mostConnections },
      connect: { timeout: connectTimeout, ...certificate, ...(publicOnly && { lookup: publicLookup }) },
    };
    const tls = certificate === undefined ? {} : { requestTls: certificate };
    const agent =
      proxies === undefined
        ? new Agent(options)
        : new EnvHttpProxyAgent({ ...options, ...tls, ...proxies, proxyTunnel: false });
    agents.push(agent);
    return agent;
  };

  const dispatcherFor = (certificate: ClientCertificate | undefined, publicOnly: boolean): Dispatcher => {
    const known = dispatchers.get(certificate) ?? new Map<boolean, Dispatcher>();
    dispatchers.set(certificate, known);
    const dispatcher = known.get(publicOnly) ?? open(certificate, publicOnly);
    known.set(publicOnly, dispatcher);
    return dispatcher;
  };

  return {
    async send(wire: WireRequest, options: SendOptions): Promise<OpenReply> {
      const { signal, onSent, certificate, publicOnly = false } = options;
      signal.throwIfAborted();
      const { origin, pathname, search } = new URL(wire.url);
      const reader = new ReplyReader(signal, onSent);
      dispatcherFor(certificate, publicOnly).dispatch(
        {
          origin,
          path: pathname + search,
          method: wire.method as Dispatcher.HttpMethod, // any token is legal; undici's type lists the common ones
          headers: wire.headers,
          body: wire.body ?? null,
        },
        reader,
      );
      const { status, headers } = await reader.head;
      return { status, headers, body: reader, discard: () => reader.discard() };
    },
    destroy: async () => void (await Promise.all(agents.map((agent) => agent.destroy()))),
  };
};
