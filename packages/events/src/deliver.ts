import { lookup as resolveName } from "node:dns";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import type { DeliveryFailure } from "@jackfield/contract";
import { isInternalAddress } from "@jackfield/contract/network";

type Delivered =
  | { readonly ok: true; readonly body: string }
  | { readonly ok: false; readonly reason: DeliveryFailure };

/** Sends a body to an address. Never rejects. */
type Deliver = (
  url: URL,
  delivery: { readonly body: string; readonly headers: Readonly<Record<string, string>> },
) => Promise<Delivered>;

export type DeliverOptions = {
  /** Hosts that may be in a private network, or this machine by plain http. */
  readonly allowedHosts?: readonly string[];
  readonly timeoutMilliseconds?: number;
};

/** More of an answer than this says nothing to us. */
const longestReply = 4_096;

const refusedAddress = (): NodeJS.ErrnoException =>
  Object.assign(new Error("the address is in a private network"), { code: "EPRIVATE" });

/** Looks at the addresses at the moment of connecting, so that a name cannot lead elsewhere in between. */
const publicLookup: LookupFunction = (hostname, options, done) =>
  resolveName(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return done(error, "", 0);
    const [first] = addresses;
    if (first === undefined || addresses.some(({ address }) => isInternalAddress(address)))
      return done(refusedAddress(), "", 0);
    return options.all === true ? done(null, addresses) : done(null, first.address, first.family);
  });

const failureOf = ({ code = "" }: NodeJS.ErrnoException): DeliveryFailure => {
  if (code === "ETIMEDOUT" || code === "ABORT_ERR") return "timeout";
  return /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/.test(code)
    ? "tls_error"
    : "connection_refused";
};

/** What a callback address has to be, and what is wrong with one that is not. */
export const callbackProblem = (url: URL, { allowedHosts = [] }: DeliverOptions): string | undefined => {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (url.username !== "" || url.password !== "") return "the url must not hold credentials";
  if (allowedHosts.includes(host))
    return /^https?:$/.test(url.protocol) ? undefined : "the url must be https";
  if (url.protocol !== "https:") return "the url must be https";
  return isIP(host) > 0 && isInternalAddress(host)
    ? "the url must not lead into a private network"
    : undefined;
};

/** Posts JSON. Redirects are not followed: they may lead to addresses that nobody has looked at. */
export const createDeliver =
  (options: DeliverOptions = {}): Deliver =>
  (url, { body, headers }) =>
    new Promise((resolve) => {
      const { allowedHosts = [], timeoutMilliseconds = 10_000 } = options;
      if (callbackProblem(url, options) !== undefined)
        return resolve({ ok: false, reason: "connection_refused" });
      const isAllowed = allowedHosts.includes(url.hostname.replace(/^\[|\]$/g, ""));
      const send = url.protocol === "http:" ? httpRequest : httpsRequest;
      const request = send(
        url,
        {
          method: "POST",
          headers: {
            ...headers,
            "content-type": "application/json",
            "content-length": Buffer.byteLength(body),
          },
          signal: AbortSignal.timeout(timeoutMilliseconds),
          ...(!isAllowed && { lookup: publicLookup }),
          agent: false,
        },
        (response) => {
          const { statusCode: status = 0 } = response;
          if (status < 200 || status > 299) {
            response.resume();
            return resolve({ ok: false, reason: status >= 500 ? "http_5xx" : "http_4xx" });
          }
          let text = "";
          response.setEncoding("utf8");
          response.on("data", (chunk: string) => {
            if (text.length < longestReply) text += chunk;
          });
          response.on("end", () => resolve({ ok: true, body: text.slice(0, longestReply) }));
          response.on("error", (error) => resolve({ ok: false, reason: failureOf(error) }));
        },
      );
      request.on("error", (error) => resolve({ ok: false, reason: failureOf(error) }));
      request.end(body);
    });
