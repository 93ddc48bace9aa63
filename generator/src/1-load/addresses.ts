import { BlockList, isIPv4, isIPv6 } from "node:net";

/** Never read from: the "this" network, link-local (cloud metadata), multicast, reserved and documentation ranges. */
const forbidden = new BlockList();
for (const [network, bits] of [
  ["0.0.0.0", 8],
  ["169.254.0.0", 16],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
] as const) {
  forbidden.addSubnet(network, bits);
}

const privateNetworks = new BlockList();
for (const [network, bits] of [
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
] as const) {
  privateNetworks.addSubnet(network, bits);
}

/** IPv6 that wraps or tunnels IPv4, and documentation addresses: no host that publishes a document needs them. */
const wrapped = new BlockList();
wrapped.addSubnet("2001::", 32, "ipv6");
wrapped.addSubnet("2001:db8::", 32, "ipv6");
wrapped.addSubnet("2002::", 16, "ipv6");

const global6 = new BlockList();
global6.addSubnet("2000::", 3, "ipv6");

const private6 = new BlockList();
private6.addAddress("::1", "ipv6");
private6.addSubnet("fc00::", 7, "ipv6");

export type AddressKind = "public" | "private" | "forbidden";

/** What kind of place an IP address is. Anything that is not surely public or private is forbidden. */
export const addressKind = (address: string): AddressKind => {
  if (isIPv4(address)) {
    if (forbidden.check(address)) return "forbidden";
    return privateNetworks.check(address) ? "private" : "public";
  }
  if (!isIPv6(address)) return "forbidden";
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return addressKind(mapped);
  if (private6.check(address, "ipv6")) return "private";
  return global6.check(address, "ipv6") && !wrapped.check(address, "ipv6") ? "public" : "forbidden";
};

export const isLoopback = (hostname: string): boolean =>
  hostname === "localhost" || hostname === "[::1]" || (isIPv4(hostname) && hostname.startsWith("127."));
