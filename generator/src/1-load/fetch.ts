import { isIP, type LookupFunction } from "node:net";
import type { Readable } from "node:stream";
import { gunzipSync } from "node:zlib";
import type { ClientCertificate } from "@jackfield/contract/certificate";
import { addressKind, isLoopback } from "@jackfield/contract/network";
import type { Dispatcher } from "undici";
import type { Limits } from "../config/index.js";
import { failure, type Io, type ReadBytes } from "./bytes.js";
import { bytesWithoutKeys, keysIn, withoutKeys } from "./own-keys.js";

/** A URL as messages and output show it: without user, password, query and fragment, where secrets travel. */
export const shownUrl = (text: string): string => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url ? `${url.origin}${url.pathname}` : (text.split(/[?#]/, 1)[0] ?? "").replace(/\/\/[^/]*@/, "//");
};

class Refused extends Error {}

const mayConnect = (address: string, limits: Limits): boolean => {
  const kind = addressKind(address);
  return kind === "public" || (kind === "private" && limits.allowPrivate);
};

/** Name resolution that lets only admitted addresses through: what is checked is what is connected to. */
const guardedLookup =
  (limits: Limits, io: Io): LookupFunction =>
  (hostname, options, done) => {
    io.lookup(hostname, { ...options, all: true }, (problem, addresses) => {
      if (problem) return done(problem, "", 0);
      const refused = addresses.find(({ address }) => !mayConnect(address, limits));
      const [first] = addresses;
      if (refused) return done(new Refused(`its address ${refused.address} is not a public one`), "", 0);
      if (options.all) return done(null, addresses);
      return done(null, first?.address ?? "", first?.family ?? 0);
    });
  };

/** Why a URL is not even tried. */
const objection = (url: URL, limits: Limits): string | undefined => {
  if (url.protocol === "http:" && !(limits.allowPrivate && isLoopback(url.hostname)))
    return "it is not https";
  if (url.protocol !== "https:" && url.protocol !== "http:") return "it is not https";
  const literal = url.hostname.replace(/^\[|\]$/g, "");
  if (isIP(literal) !== 0 && !mayConnect(literal, limits)) return "its address is not a public one";
  return undefined;
};

type Answer = { readonly headers: Readonly<Record<string, unknown>>; readonly body: Readable };

/** Lets go of an answer that nobody reads; that its stream then ends early is no error. */
const discard = (body: Readable): void => {
  body.on("error", () => {}).destroy();
};

const unzip = (bytes: Buffer, encoding: unknown, maxBytes: number): Buffer | "too large" | "unreadable" => {
  if (encoding === undefined || encoding === "identity") return bytes;
  if (encoding !== "gzip") return "unreadable";
  try {
    return gunzipSync(bytes, { maxOutputLength: maxBytes });
  } catch (problem) {
    const { code } = problem as NodeJS.ErrnoException; // zlib's errors carry a code
    return code === "ERR_BUFFER_TOO_LARGE" ? "too large" : "unreadable";
  }
};

const collect = async (
  answer: Answer,
  { url, from, keys }: { readonly url: URL; readonly from: string; readonly keys: readonly string[] },
  maxBytes: number,
): Promise<ReadBytes> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer.body) {
    size += chunk.length;
    if (size > maxBytes) {
      discard(answer.body);
      return failure("load/too-large", { from, maxBytes });
    }
    chunks.push(chunk);
  }
  const bytes = unzip(Buffer.concat(chunks), answer.headers["content-encoding"], maxBytes);
  if (bytes === "too large") return failure("load/too-large", { from, maxBytes });
  if (bytes === "unreadable")
    return failure("load/not-found", { from, reason: "its compression is not readable" });
  const clean = bytesWithoutKeys(bytes, keys);
  const location = { kind: "url", url: url.href } as const;
  return { ok: true, bytes: clean, location, ...(clean !== bytes && { repeatedKey: true }) };
};

/** Where an answer redirects to. */
const nextUrl = (status: number, location: unknown, url: URL): URL | undefined =>
  status >= 300 && status < 400 && typeof location === "string" && URL.canParse(location, url.href)
    ? new URL(location, url)
    : undefined;

const explain = (problem: unknown, from: string, limits: Limits): ReadBytes => {
  const { name, code, cause, message } = problem as Error & { code?: string; cause?: unknown }; // undici and Node throw errors
  const refused = [problem, cause].find((each) => each instanceof Refused);
  if (refused instanceof Refused) return failure("load/refused", { from, reason: refused.message });
  const proxy = [problem, cause].find(
    (each) => each instanceof Error && /^Proxy response/.test(each.message),
  );
  if (proxy instanceof Error) {
    const status = /\d{3}/.exec(proxy.message)?.[0];
    const reason = `the proxy refused the connection with ${status}`;
    return failure("load/not-found", { from, reason });
  }
  if (name === "TimeoutError" || name === "AbortError")
    return failure("load/timeout", { from, timeoutMs: limits.timeoutMs });
  const reason = code === "ENOTFOUND" ? "the host is unknown" : (code ?? message);
  return failure("load/not-found", { from, reason });
};

/** The user and password of a URL go to its own origin only. */
const authorization = (url: URL, first: URL): Readonly<Record<string, string>> => {
  if (first.username === "" || url.origin !== first.origin) return {};
  const pair = `${decodeURIComponent(first.username)}:${decodeURIComponent(first.password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString("base64")}` };
};

/** The connections of one fetch: a hop that shows no certificate has others than one that does, or that goes through a proxy. */
const createDispatchers = async (limits: Limits, io: Io) => {
  const [{ Agent, ProxyAgent }, { proxyFor, proxyOptions }] = await Promise.all([
    import("undici"),
    import("@jackfield/contract/proxies"),
  ]);
  const opened: Dispatcher[] = [];
  const known = new Map<ClientCertificate | undefined, Map<string | undefined, Dispatcher>>();
  const open = (proxy: string | undefined, certificate: ClientCertificate | undefined): Dispatcher => {
    if (proxy === undefined)
      return new Agent({ connect: { lookup: guardedLookup(limits, io), ...certificate } });
    const options = proxyOptions(proxy);
    if (options === undefined)
      throw new Error("the proxy that the environment names is not an http, https or socks5 URL");
    // Names are resolved at the proxy, so its owner decides what may be reached.
    return new ProxyAgent({ ...options, ...(certificate && { requestTls: certificate }) });
  };
  return {
    to(url: URL, certificate: ClientCertificate | undefined): Dispatcher {
      const proxy = proxyFor(url, io.env);
      const byProxy = known.get(certificate) ?? new Map<string | undefined, Dispatcher>();
      known.set(certificate, byProxy);
      const dispatcher = byProxy.get(proxy) ?? open(proxy, certificate);
      if (!byProxy.has(proxy)) opened.push(dispatcher);
      byProxy.set(proxy, dispatcher);
      return dispatcher;
    },
    destroy: (): void => {
      for (const dispatcher of opened) dispatcher.destroy().catch(() => undefined);
    },
  };
};

/**
 * The bytes behind an https URL. Every hop is checked again: scheme, resolved address, size, and one deadline for
 * all of them.
 */
export const fetchBytes = async (address: string, limits: Limits, io: Io): Promise<ReadBytes> => {
  if (!URL.canParse(address))
    return failure("load/not-found", { from: shownUrl(address), reason: "it is not a URL" });
  const first = new URL(address);
  const { request } = await import("undici");
  const dispatchers = await createDispatchers(limits, io);
  const signal = AbortSignal.timeout(limits.timeoutMs);
  let url = first;
  const keys: string[] = [];
  /** The address of a redirect may repeat a key, too. */
  const shown = (): string => withoutKeys(shownUrl(url.href), keys);
  try {
    for (let hop = 0; hop <= limits.redirects; hop++) {
      const from = shown();
      const downgrade = first.protocol === "https:" && url.protocol === "http:";
      const reason = downgrade ? "an https address redirects to it, which is not" : objection(url, limits);
      if (reason !== undefined) return failure("load/refused", { from, reason });
      const target = new URL(url);
      target.username = "";
      target.password = "";
      const { headers: given, certificate } = io.credentialsFor?.(url) ?? {};
      const credentials = { ...authorization(url, first), ...given };
      keys.push(...keysIn(credentials));
      const { statusCode, headers, body } = await request(target.href, {
        dispatcher: dispatchers.to(url, certificate),
        signal,
        headers: {
          accept: "application/json, application/yaml, */*",
          "accept-encoding": "gzip",
          ...credentials,
        },
      });
      const next = nextUrl(statusCode, headers.location, url);
      if (next) {
        discard(body);
        url = next;
        continue;
      }
      if (statusCode !== 200) {
        discard(body);
        if (statusCode === 401 || statusCode === 403)
          return failure("load/unauthorized", { from, reason: `the server answered ${statusCode}` });
        return failure("load/not-found", { from, reason: `the server answered ${statusCode}` });
      }
      return await collect({ headers, body }, { url, from, keys }, limits.maxBytes);
    }
    return failure("load/refused", {
      from: shownUrl(address),
      reason: `it redirects more than ${limits.redirects} times`,
    });
  } catch (problem) {
    return explain(problem, shown(), limits);
  } finally {
    dispatchers.destroy();
  }
};
