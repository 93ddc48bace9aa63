import ip from "ipaddr.js";

/**
 * Where an IP address belongs: `private` networks (loopback included) may hold what an operator wants to reach;
 * `forbidden` is what nobody publishes at: cloud metadata, link-local, multicast, reserved, documentation, tunnels.
 */
type AddressKind = "public" | "private" | "forbidden";

const privateRanges: ReadonlySet<string> = new Set(["loopback", "private", "carrierGradeNat", "uniqueLocal"]);

/** Services of large clouds that give a machine its credentials, in ranges where others are private or public. */
const metadata: ReadonlySet<string> = new Set([
  "fd00:ec2::254", // AWS
  "fd20:ce::254", // Google Cloud
  "100.100.100.200", // Alibaba Cloud
  "168.63.129.16", // Azure
]);

/** IPv6 that anybody may publish at is what IANA hands out: 2000::/3. */
const isGlobal = (address: ip.IPv4 | ip.IPv6): boolean =>
  !(address instanceof ip.IPv6) || ((address.parts[0] ?? 0) & 0xe000) === 0x2000;

/** What is surely neither public nor private is forbidden, and so is a text that is not an address. */
export const addressKind = (text: string): AddressKind => {
  const literal = text.replace(/^\[|\]$|%.*$/g, "");
  // The short and octal forms of IPv4 mean different things to different programs.
  if (!ip.IPv4.isValidFourPartDecimal(literal) && !ip.IPv6.isValid(literal)) return "forbidden";
  const address = ip.process(literal);
  if (metadata.has(address.toString())) return "forbidden";
  const range = address.range();
  if (range === "unicast") return isGlobal(address) ? "public" : "forbidden";
  return privateRanges.has(range) ? "private" : "forbidden";
};

/** An address that the public internet cannot reach: private and forbidden ones. */
export const isInternalAddress = (text: string): boolean => addressKind(text) !== "public";

/** A host name of a URL that means this very machine. */
export const isLoopback = (hostname: string): boolean => {
  if (hostname === "localhost") return true;
  const literal = hostname.replace(/^\[|\]$/g, "");
  return ip.isValid(literal) && ip.process(literal).range() === "loopback";
};
