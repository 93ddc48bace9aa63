import { isIP } from "node:net";
import { parseUrl } from "../parse-url.js";

const isLoopback = (hostname: string): boolean =>
  hostname === "localhost" || hostname === "[::1]" || (isIP(hostname) === 4 && hostname.startsWith("127."));

/** Link-local addresses, where clouds keep their metadata service; IPv4 ones in IPv6 spelling too. */
const isLinkLocal = (hostname: string): boolean =>
  /^(169\.254\.|\[fe[89ab][0-9a-f]:|\[::ffff:a9fe:|\[fd00:ec2::254\])/.test(hostname);

/**
 * Why an address of an authorization server may not be asked; undefined when it may. Secrets and what decides where
 * they go travel over https only; plain http is for loopback. Cloud metadata addresses are never asked.
 */
export const endpointProblem = (text: string): string | undefined => {
  const url = parseUrl(text);
  const safe = url?.protocol === "https:" || (url?.protocol === "http:" && isLoopback(url.hostname));
  if (url === undefined || !safe) return "must be https";
  return isLinkLocal(url.hostname) ? "is a link-local address" : undefined;
};
