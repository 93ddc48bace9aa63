import { lookup } from "node:dns";
import type { LookupFunction } from "node:net";
import type { ClientCertificate } from "@jackfield/contract/certificate";
import { isInternalAddress } from "@jackfield/contract/network";
import { type ProxyVariables, proxyFor, proxyOptions } from "@jackfield/contract/proxies";
import { Agent, buildConnector, type Dispatcher, ProxyAgent } from "undici";
import { CallError } from "../call-error.js";
import type { WireRequest } from "../request/index.js";
import { skipContinue } from "./continue.js";
import { internalAddressCode } from "./fault.js";
import { ReplyReader } from "./reply-reader.js";
import type { OpenReply, SendOptions } from "./transport.js";

/** Connections to one host at once; further requests wait for one of them. */
const mostConnections = 128;

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

const openProxy = (address: string, options: Omit<ProxyAgent.Options, "uri">): ProxyAgent => {
  const proxy = proxyOptions(address);
  if (proxy === undefined)
    throw new CallError({
      error: "The proxy that the environment of this server names is not an http, https or socks5 URL.",
      code: "network",
      recovery: "Correct HTTPS_PROXY, HTTP_PROXY or ALL_PROXY and restart the server. Nothing was sent.",
    });
  return new ProxyAgent({ ...options, ...proxy });
};

type Kind = {
  readonly certificate: ClientCertificate | undefined;
  readonly publicOnly: boolean;
  readonly proxy: string | undefined;
};

const connectorOf = (options: buildConnector.BuildOptions): buildConnector.connector => {
  const connect = buildConnector(options);
  return (target, done) =>
    connect(target, (...[error, socket]) => {
      if (error !== null) return done(error, null);
      skipContinue(socket);
      return done(null, socket);
    });
};

/** The connections of a process: a pool for each certificate, proxy, and one of each for public addresses only. */
export const createDispatchers = (connectTimeout: number, variables: ProxyVariables) => {
  const agents: Dispatcher[] = [];
  const dispatchers = new Map<ClientCertificate | undefined, Map<string, Dispatcher>>();

  const open = ({ certificate, publicOnly, proxy }: Kind): Dispatcher => {
    // The deadline of the call governs; undici's own timers for head and body would only cut it short.
    const options = { headersTimeout: 0, bodyTimeout: 0, connections: mostConnections };
    if (proxy !== undefined) {
      const tls = certificate === undefined ? {} : { requestTls: certificate };
      return openProxy(proxy, { ...options, ...tls, proxyTunnel: false });
    }
    const connect = { timeout: connectTimeout, ...certificate, ...(publicOnly && { lookup: publicLookup }) };
    return new Agent({ ...options, connect: connectorOf(connect) });
  };

  const dispatcherFor = (kind: Kind): Dispatcher => {
    const { certificate, publicOnly, proxy = "" } = kind;
    const known = dispatchers.get(certificate) ?? new Map<string, Dispatcher>();
    dispatchers.set(certificate, known);
    const key = `${publicOnly} ${proxy}`;
    const dispatcher = known.get(key) ?? open(kind);
    if (!known.has(key)) agents.push(dispatcher);
    known.set(key, dispatcher);
    return dispatcher;
  };

  return {
    async send(wire: WireRequest, options: SendOptions): Promise<OpenReply> {
      const { signal, onSent, certificate, publicOnly = false } = options;
      signal.throwIfAborted();
      const url = new URL(wire.url);
      const { origin, pathname, search } = url;
      const reader = new ReplyReader(signal, onSent);
      dispatcherFor({ certificate, publicOnly, proxy: proxyFor(url, variables) }).dispatch(
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
