import { BlockList, isIP } from "node:net";
import type { Environment } from "../config/interpolate.js";
import { Failure } from "../failure.js";

export type ProxySettings = {
  readonly http?: string | undefined;
  readonly https?: string | undefined;
  readonly noProxy?: string | undefined;
};

/** The usual variables, small or capital; `--proxy` replaces them all but NO_PROXY. */
export const proxySettings = (env: Environment, flag?: string): ProxySettings => {
  const of = (name: string): string | undefined => env[name.toLowerCase()] || env[name] || undefined;
  return {
    http: flag ?? of("HTTP_PROXY") ?? of("ALL_PROXY"),
    https: flag ?? of("HTTPS_PROXY") ?? of("ALL_PROXY"),
    noProxy: of("NO_PROXY"),
  };
};

export const isLoopback = (host: string): boolean =>
  host === "localhost" || host.endsWith(".localhost") || /^127\./.test(host) || /^\[?::1\]?$/.test(host);

const inRange = (host: string, rule: string): boolean => {
  const [network = "", bits = ""] = rule.split("/");
  const family = isIP(network) === 6 ? "ipv6" : "ipv4";
  if (isIP(host) === 0 || isIP(network) === 0 || !/^\d{1,3}$/.test(bits)) return false;
  const list = new BlockList();
  list.addSubnet(network, Number(bits), family);
  return list.check(host, isIP(host) === 6 ? "ipv6" : "ipv4");
};

const matches = (host: string, port: string, entry: string): boolean => {
  if (entry === "*") return true;
  if (entry.includes("/")) return inRange(host, entry);
  const [, name = "", wanted] = /^(.*?)(?::(\d+))?$/.exec(isIP(entry) === 6 ? `[${entry}]` : entry) ?? [];
  if (wanted !== undefined && wanted !== port) return false;
  const bare = name.replace(/^\[|\]$/g, "").replace(/^\*?\./, "");
  return host === bare || host.endsWith(`.${bare}`);
};

/** NO_PROXY: `*`, names with their subdomains, ports, addresses, CIDR ranges. Loopback never goes through a proxy. */
const bypasses = (url: URL, noProxy: string): boolean => {
  const host = url.hostname.toLowerCase().replace(/^\[|\]$/g, "");
  if (isLoopback(host)) return true;
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  return noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => entry !== "" && matches(host, port, entry));
};

/** The address of a proxy, checked. */
export const proxyUrl = (text: string): URL => {
  const full = text.includes("://") ? text : `http://${text}`;
  if (!URL.canParse(full)) throw new Failure("config", `The proxy address ${text} is not a URL`);
  const proxy = new URL(full);
  if (proxy.protocol === "http:" || proxy.protocol === "https:") return proxy;
  throw new Failure(
    "config",
    `The proxy ${proxy.protocol}//${proxy.host} is not supported`,
    "Use an http or https proxy.",
  );
};

/** The proxy for an address, if any. */
export const proxyFor = (url: URL, settings: ProxySettings): URL | undefined => {
  const text = url.protocol === "https:" ? settings.https : settings.http;
  return text === undefined || bypasses(url, settings.noProxy ?? "") ? undefined : proxyUrl(text);
};
