import { CallError } from "../call-error.js";
import { type Authorized, noSecrets } from "../credentials/place.js";
import { parseUrl } from "../parse-url.js";
import { isInternalHost } from "./address.js";
import type { OpenReply } from "./transport.js";

const mostRedirects = 5;

/** A redirect that is not followed. `why` says the reason, `shown` hides secrets before anything is cut. */
const refused = (
  status: number,
  why: string,
  location: string | undefined,
  shown: (text: string) => string,
): CallError =>
  new CallError({
    error: `The API answered with a redirect (${status}) that was not followed: ${why}.`,
    code: "upstream",
    recovery: "Check the base URL of the server; it may need the address that the API redirects to.",
    status,
    ...(location === undefined ? {} : { details: { location: shown(location).slice(0, 500) } }),
  });

const locationOf = (reply: OpenReply): string | undefined => {
  const header = reply.headers.location;
  return typeof header === "string" ? header : header?.[0];
};

const withoutHeaders = (headers: Readonly<Record<string, string>>, dropped: (name: string) => boolean) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !dropped(name.toLowerCase())));

const withoutQuery = (url: URL, names: ReadonlySet<string>): URL => {
  const clean = new URL(url);
  const named = (pair: string): boolean => {
    const [name] = new URLSearchParams(pair).keys();
    return name !== undefined && names.has(name);
  };
  const pairs = url.search.slice(1).split("&");
  const others = pairs.filter((pair) => !named(pair));
  if (others.length < pairs.length) clean.search = others.join("&");
  return clean;
};

/** Shorter values would also be met where no key is meant. */
const shortestKey = 6;

/** What was sent as credentials, without the name of a scheme before it. */
const keysIn = ({ wire, secretHeaders, secretQuery }: Authorized): readonly string[] => {
  const ofQuery = [...new URL(wire.url).searchParams].filter(([name]) => secretQuery.has(name));
  const ofHeaders = Object.entries(wire.headers).filter(([name]) => secretHeaders.has(name.toLowerCase()));
  return [...ofQuery, ...ofHeaders]
    .map(([, value]) => value.slice(value.indexOf(" ") + 1))
    .filter(({ length }) => length >= shortestKey);
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** Whether a URL holds one of the keys anywhere, encoded once or twice. */
const carries = ({ href }: URL, keys: readonly string[]): boolean =>
  keys.some((key) => [href, decoded(href), decoded(decoded(href))].some((text) => text.includes(key)));

/** Where a location leads, or why it must not be followed. A user name in it is no credential of ours. */
const targetOf = async (from: Authorized, location: string): Promise<URL | string> => {
  const here = new URL(from.wire.url);
  const there = parseUrl(location, here);
  if (there === undefined || !/^https?:$/.test(there.protocol)) return "it is not an http URL";
  if (here.protocol === "https:" && there.protocol === "http:") return "it leads from https to http";
  const outside = here.origin !== there.origin && !(await isInternalHost(here.hostname));
  if (outside && (await isInternalHost(there.hostname))) return "it leads to an internal address";
  there.username = "";
  there.password = "";
  there.hash = "";
  return there;
};

/** Statuses that ask for the same request at another address (RFC 9110 sections 15.4.8 and 15.4.9). */
const keepsMethod = (status: number): boolean => status === 307 || status === 308;

const isSafe = (method: string): boolean => method === "GET" || method === "HEAD";

/** The request for the place that a redirect names. */
const next = async (from: Authorized, status: number, there: URL): Promise<Authorized> => {
  const { wire, secretHeaders, secretQuery, certificate } = from;
  const here = new URL(wire.url);
  const sameOrigin = here.origin === there.origin;
  const method = wire.method === "HEAD" || keepsMethod(status) ? wire.method : "GET";
  const bodyless = method !== wire.method;
  const secret = (name: string): boolean =>
    secretHeaders.has(name) || /^(?:authorization|cookie|proxy-authorization)$/.test(name);
  const headers = withoutHeaders(
    wire.headers,
    (name) => (!sameOrigin && secret(name)) || (bodyless && name.startsWith("content-")),
  );
  const url = sameOrigin ? there : withoutQuery(there, secretQuery);
  const publicOnly = from.publicOnly === true || (!sameOrigin && !(await isInternalHost(here.hostname)));
  return {
    wire: { method, url: url.href, headers, ...(bodyless ? {} : { body: wire.body }) },
    secretHeaders: sameOrigin ? secretHeaders : noSecrets.secretHeaders,
    secretQuery,
    ...(sameOrigin && certificate !== undefined ? { certificate } : {}),
    publicOnly,
  };
};

/** Where a redirect leads to, or why it is not followed. */
const followed = async (
  from: Authorized,
  status: number,
  location: string | undefined,
  hops: number,
): Promise<URL | string> => {
  if (location === undefined) return "it names no location";
  const there = await targetOf(from, location);
  if (typeof there === "string") return there;
  const { method, url } = from.wire;
  const sameOrigin = there.origin === new URL(url).origin;
  if (!sameOrigin && carries(withoutQuery(there, from.secretQuery), keysIn(from)))
    return "it would carry a key to another origin";
  const kept = keepsMethod(status) && sameOrigin;
  if (!isSafe(method) && status !== 303 && !kept) return `${method} requests are not redirected`;
  return hops >= mostRedirects ? `more than ${mostRedirects} in a row` : there;
};

type Answers = {
  /** Whether the spec lists a status as an answer; such a redirect is one when it is not followed. */
  readonly isOutcome?: (status: number) => boolean;
  /** Hides secrets before anything is cut. */
  readonly shown?: (text: string) => string;
};

/**
 * Sends a request and follows redirects (RFC 9110 section 15.4), five at most: those of GET and HEAD, 303 of every
 * method, and 307 and 308 of every method on the same origin, with method and body kept. Credentials stay with the
 * origin they were meant for, under whatever name a location has them; https never becomes http; a public host never leads to an internal one. Any other redirect
 * throws `CallError` with its location, without secrets.
 */
export const sendFollowing = async (
  request: Authorized,
  send: (request: Authorized) => Promise<OpenReply>,
  { isOutcome = () => false, shown = (text) => text }: Answers = {},
): Promise<OpenReply> => {
  let current = request;
  for (let hops = 0; ; hops += 1) {
    const reply = await send(current);
    const { status } = reply;
    if (![301, 302, 303, 307, 308].includes(status)) return reply;
    const location = locationOf(reply);
    const there = await followed(current, status, location, hops);
    if (typeof there === "string") {
      if (isOutcome(status)) return reply;
      reply.discard();
      throw refused(status, there, location, shown);
    }
    reply.discard();
    current = await next(current, status, there);
  }
};
