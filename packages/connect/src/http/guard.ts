import { lookup as dnsLookup } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";
import { isLoopback } from "./proxy.js";

const blocked = new BlockList();
for (const [network, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["224.0.0.0", 3],
] as const)
  blocked.addSubnet(network, bits, "ipv4");
for (const [network, bits] of [
  ["::", 127],
  ["64:ff9b::", 96],
  ["fc00::", 7],
  ["fe80::", 10],
  ["ff00::", 8],
] as const)
  blocked.addSubnet(network, bits, "ipv6");

/** Addresses that lead into somebody's own network: private, link-local, of cloud metadata, loopback. */
export const isInner = (address: string): boolean => {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  const plain = mapped ?? address;
  return blocked.check(plain, isIP(plain) === 6 ? "ipv6" : "ipv4");
};

class BlockedError extends Error {
  readonly code = "EBLOCKED";
}

const refuse = (host: string): BlockedError =>
  new BlockedError(`${host} is an internal address, and a public server may not lead there`);

/** Resolves a name, and connects to the addresses that were checked and to no others. */
const outerLookup: LookupFunction = (host, options, done) => {
  dnsLookup(host, { ...options, all: true }, (error, addresses) => {
    if (error) return done(error, "", 0);
    const outer = addresses.filter(({ address }) => !isInner(address));
    const [first] = outer;
    if (first === undefined) return done(refuse(host), "", 0);
    if (options.all) return done(null, outer);
    done(null, first.address, first.family);
  });
};

/**
 * Which metadata an MCP server may send us to. Metadata is fetched over https; over plain http only on this machine, and
 * only for a server that is on this machine itself. A server on the public net may not point into a private one.
 */
export const guardFor = (
  server: URL,
): { readonly check: (url: URL) => string | undefined; readonly lookup: LookupFunction | undefined } => {
  const local = isLoopback(server.hostname);
  const host = server.hostname.replace(/^\[|\]$/g, "");
  const inner =
    local ||
    (isIP(host) !== 0 && isInner(host)) ||
    /\.(local|internal|lan|corp|home\.arpa)$/.test(host) ||
    !host.includes(".");
  return {
    check(url) {
      const target = url.hostname.replace(/^\[|\]$/g, "");
      if (url.username !== "" || url.password !== "") return "it holds a user name or password";
      if (url.protocol === "http:" && !(local && isLoopback(target))) return "it is not https";
      if (url.protocol !== "https:" && url.protocol !== "http:") return `it is a ${url.protocol} address`;
      if (!inner && (isLoopback(target) || (isIP(target) !== 0 && isInner(target))))
        return refuse(target).message;
      return undefined;
    },
    lookup: inner ? undefined : outerLookup,
  };
};
