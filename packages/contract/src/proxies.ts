import ip from "ipaddr.js";
import { isLoopback } from "./network.js";

/** The variables that name proxies: `https_proxy`, `http_proxy`, `all_proxy` and `no_proxy`, small or capital. */
export type ProxyVariables = Readonly<Record<string, string | undefined>>;

const settingOf = (variables: ProxyVariables, name: string): string | undefined =>
  variables[name]?.trim() || variables[name.toUpperCase()]?.trim() || undefined;

const withoutBrackets = (text: string): string => text.replace(/^\[|\]$/g, "");

const isInRange = (host: string, range: string): boolean => {
  if (!ip.isValid(host) || !ip.isValidCIDR(range)) return false;
  const address = ip.process(host);
  const [network, bits] = ip.parseCIDR(range);
  return address.kind() === network.kind() && address.match(network, bits);
};

const isSameAddress = (host: string, text: string): boolean =>
  ip.isValid(host) &&
  ip.isValid(text) &&
  ip.process(host).toNormalizedString() === ip.process(text).toNormalizedString();

/** Whether an entry of NO_PROXY covers a host: a name with those below it, an address, a range, each with or without a port. */
const coversHost = (entry: string, host: string, port: string): boolean => {
  if (entry === "*") return true;
  if (entry.includes("/")) return isInRange(host, entry);
  // The colons of a bare IPv6 address are not those of a port.
  if (ip.IPv6.isValid(entry)) return isSameAddress(host, entry);
  const [, text = "", entryPort] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
  if (entryPort !== undefined && entryPort !== port) return false;
  const name = withoutBrackets(text).replace(/^\*?\./, "");
  return name !== "" && (host === name || host.endsWith(`.${name}`) || isSameAddress(host, name));
};

const isExcepted = (url: URL, exceptions: string): boolean => {
  const host = withoutBrackets(url.hostname.toLowerCase().replace(/\.$/, ""));
  // A proxy's loopback would be the proxy's own machine.
  if (isLoopback(host) || host.endsWith(".localhost")) return true;
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  const entries = exceptions.toLowerCase().split(/[\s,]+/);
  return entries.some((entry) => entry !== "" && coversHost(entry, host, port));
};

/** The proxy for a URL, as curl reads the variables; undefined where none is named or NO_PROXY excepts the host. */
export const proxyFor = (url: URL, variables: ProxyVariables): string | undefined => {
  const scheme = url.protocol === "https:" ? "https_proxy" : "http_proxy";
  const proxy = settingOf(variables, scheme) ?? settingOf(variables, "all_proxy");
  if (proxy === undefined || isExcepted(url, settingOf(variables, "no_proxy") ?? "")) return undefined;
  return proxy.includes("://") ? proxy : `http://${proxy}`;
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/**
 * A proxy as undici takes it; undefined for an address that is not an http, https or socks5 URL. The token is for the user
 * of the address: undici would send none for a user without a password.
 */
export const proxyOptions = (
  address: string,
): { readonly uri: string; readonly token?: string } | undefined => {
  if (!URL.canParse(address)) return undefined;
  const { protocol, username, password } = new URL(address);
  if (!/^(?:https?|socks5?):$/.test(protocol)) return undefined;
  if (username === "") return { uri: address };
  const pair = `${decoded(username)}:${decoded(password)}`;
  return { uri: address, token: `Basic ${Buffer.from(pair).toString("base64")}` };
};
