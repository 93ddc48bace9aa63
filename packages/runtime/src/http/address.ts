import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { isInternalAddress } from "@jackfield/contract/network";

/** Whether a URL's host is, or resolves to, an address inside a network. An unknown host is not. */
export const isInternalHost = async (hostname: string): Promise<boolean> => {
  const literal = hostname.replace(/^\[|\]$/g, "");
  if (isIP(literal) !== 0) return isInternalAddress(literal);
  const addresses = await lookup(literal, { all: true }).catch(() => []);
  return addresses.some(({ address }) => isInternalAddress(address));
};
