import { lookup } from "node:dns/promises";
import { BlockList, isIP } from "node:net";

const internal = new BlockList();
for (const [network, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
] as const) {
  internal.addSubnet(network, prefix, "ipv4");
  internal.addSubnet(`::ffff:${network}`, prefix + 96, "ipv6");
}
internal.addAddress("::", "ipv6");
internal.addAddress("::1", "ipv6");
internal.addSubnet("fc00::", 7, "ipv6");
internal.addSubnet("fe80::", 10, "ipv6");

/** Loopback, private, shared and link-local addresses, cloud metadata services among them. */
export const isInternalAddress = (address: string): boolean =>
  internal.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");

/** Whether a URL's host is, or resolves to, an address inside a network. An unknown host is not. */
export const isInternalHost = async (hostname: string): Promise<boolean> => {
  const literal = hostname.replace(/^\[|\]$/g, "");
  if (isIP(literal) !== 0) return isInternalAddress(literal);
  const addresses = await lookup(literal, { all: true }).catch(() => []);
  return addresses.some(({ address }) => isInternalAddress(address));
};
