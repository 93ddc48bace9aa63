import { createHash } from "node:crypto";

/** The one spelling of a server's address: no default port, no fragment, no trailing slash of a bare host. */
export const normalUrl = (url: URL): string => {
  const copy = new URL(url.href);
  copy.hash = "";
  return copy.pathname === "/" && copy.search === "" ? copy.origin : copy.href;
};

export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/**
 * The name under which all state of one server is kept. Header values and scopes are not in it: a new header must not
 * lose a login. What must not share a login is: address, resource, client and session name.
 */
export const serverKey = (of: {
  readonly url: URL;
  readonly resource: string | undefined;
  readonly clientId: string | undefined;
  readonly session: string | undefined;
}): string =>
  sha256(
    JSON.stringify([normalUrl(of.url), of.resource ?? null, of.clientId ?? null, of.session ?? null]),
  ).slice(0, 32);
