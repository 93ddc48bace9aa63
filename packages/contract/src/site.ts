import { getDomain } from "tldts";

/**
 * The part of a host name that one owner registers, by the public suffix list, its private part included:
 * `api.example.co.uk` → `example.co.uk`, `a.azurewebsites.net` → itself. A host that nobody registers (an IP address,
 * `localhost`) is its own site.
 */
export const siteOf = (hostname: string): string =>
  getDomain(hostname, { allowPrivateDomains: true }) ?? hostname.toLowerCase();

/** Whether one owner has both hosts. An empty name belongs to nobody. */
export const sameSite = (one: string, other: string): boolean => one !== "" && siteOf(one) === siteOf(other);
