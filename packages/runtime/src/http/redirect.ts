import { CallError } from "../call-error.js";
import type { Authorized } from "../credentials/place.js";
import { parseUrl } from "../parse-url.js";
import { isInternalHost } from "./address.js";
import type { OpenReply } from "./transport.js";

const mostRedirects = 5;

const refused = (status: number, why: string, location: string | undefined): CallError =>
  new CallError({
    error: `The API answered with a redirect (${status}) that was not followed: ${why}.`,
    code: "upstream",
    recovery: "Check the base URL of the server; it may need the address that the API redirects to.",
    status,
    ...(location === undefined ? {} : { details: { location: location.slice(0, 500) } }),
  });

const locationOf = (reply: OpenReply): string | undefined => {
  const header = reply.headers.location;
  return typeof header === "string" ? header : header?.[0];
};

const withoutHeaders = (headers: Readonly<Record<string, string>>, dropped: (name: string) => boolean) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !dropped(name.toLowerCase())));

/** The request that a redirect asks for; throws `CallError` when it must not be followed. */
const next = async (from: Authorized, status: number, location: string): Promise<Authorized> => {
  const { wire, secretHeaders, certificate } = from;
  const here = new URL(wire.url);
  const there = parseUrl(location, here);
  if (there === undefined || !/^https?:$/.test(there.protocol))
    throw refused(status, "no http URL", location);
  if (here.protocol === "https:" && there.protocol === "http:") {
    throw refused(status, "it leads from https to http", location);
  }
  const sameOrigin = here.origin === there.origin;
  if (!sameOrigin && (await isInternalHost(there.hostname)) && !(await isInternalHost(here.hostname))) {
    throw refused(status, "it leads to an internal address", location);
  }
  // A user name in the URL of a redirect is no credential of ours.
  there.username = "";
  there.password = "";
  there.hash = "";
  const method = wire.method === "HEAD" ? "HEAD" : "GET";
  const bodyless = method !== wire.method;
  const secret = (name: string): boolean =>
    secretHeaders.has(name) ||
    name === "authorization" ||
    name === "cookie" ||
    name === "proxy-authorization";
  const headers = withoutHeaders(
    wire.headers,
    (name) => (!sameOrigin && secret(name)) || (bodyless && name.startsWith("content-")),
  );
  return {
    wire: { method, url: there.href, headers, ...(bodyless ? {} : { body: wire.body }) },
    secretHeaders: sameOrigin ? secretHeaders : new Set(),
    ...(sameOrigin && certificate !== undefined ? { certificate } : {}),
  };
};

/**
 * Sends a request and follows redirects (RFC 9110 section 15.4) of GET and HEAD, and of 303 for every method, five at
 * most. Credentials stay with the origin they were meant for; https never becomes http; a public host never leads to an
 * internal one. Any other redirect throws `CallError` with its location.
 */
export const sendFollowing = async (
  request: Authorized,
  send: (request: Authorized) => Promise<OpenReply>,
): Promise<OpenReply> => {
  let current = request;
  for (let hops = 0; ; hops += 1) {
    const reply = await send(current);
    const { status } = reply;
    if (![301, 302, 303, 307, 308].includes(status)) return reply;
    const location = locationOf(reply);
    reply.discard();
    if (location === undefined) throw refused(status, "it names no location", undefined);
    const safe = current.wire.method === "GET" || current.wire.method === "HEAD";
    if (!safe && status !== 303)
      throw refused(status, `${current.wire.method} requests are not redirected`, location);
    if (hops >= mostRedirects) throw refused(status, `more than ${mostRedirects} in a row`, location);
    current = await next(current, status, location);
  }
};
