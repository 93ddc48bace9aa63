import { CallError } from "../call-error.js";
import type { Clock } from "../clock.js";
import { parseUrl } from "../parse-url.js";
import { endpointProblem } from "./endpoint-url.js";
import { createShared, type Lasting } from "./shared.js";

/** Reads a JSON document; throws when there is none. An internal address is read only when `beside` is internal too. */
export type DocumentGet = (request: { readonly url: string; readonly beside: string }) => Promise<unknown>;

type DiscoveryRequest = {
  /** Where the document is read. */
  readonly url: string;
  /** The same as the spec has it, when a setting moved it. */
  readonly described: string;
  /** The server that the call goes to. */
  readonly beside: string;
  /** The variable of the ready token, which does without; for error texts. */
  readonly setting: string;
};

/** What a token request needs of an authorization server's metadata. */
type Metadata = {
  readonly tokenEndpoint: string;
  /** `token_endpoint_auth_methods_supported` leaves only the body for the client's secret. */
  readonly secretInBody: boolean;
};

export type Discovery = {
  /** Rejects with `CallError`. */
  find(request: DiscoveryRequest, signal: AbortSignal): Promise<Metadata>;
};

/** After so long the document is read again. */
const lifetime = 3_600_000;

const failed = (request: DiscoveryRequest, what: string): CallError =>
  new CallError({
    error: `The OpenID Connect configuration at ${parseUrl(request.url)?.host ?? "the discovery URL"} cannot be used: ${what}.`,
    code: "auth",
    recovery: `Check the discovery URL in the spec, or set a ready access token in ${request.setting}. No secret was sent.`,
  });

/**
 * The issuers that a document may name, given its address: what stands before `/.well-known/openid-configuration`
 * (OpenID Connect Discovery 1.0 section 4.3), or around `/.well-known/oauth-authorization-server` (RFC 8414 section 3).
 * At any other address: whatever is on the same origin.
 */
const isIssuer = (issuer: string, address: string): boolean => {
  const url = parseUrl(address);
  const named = parseUrl(issuer);
  if (url === undefined || named === undefined || named.origin !== url.origin) return false;
  const wellKnown = /^(.*)\/\.well-known\/(?:openid-configuration|oauth-authorization-server)(\/.*)?$/;
  const parts = wellKnown.exec(url.pathname);
  if (parts === null) return true;
  const [, before = "", after = ""] = parts;
  const bare = (text: string): string => text.replace(/\/$/, "");
  return bare(issuer) === bare(url.origin + before + after);
};

const readMetadata = (request: DiscoveryRequest, document: unknown): Metadata => {
  if (typeof document !== "object" || document === null) throw failed(request, "it is not a JSON object");
  const issuer = "issuer" in document ? document.issuer : undefined;
  const addresses = [request.url, request.described];
  if (typeof issuer !== "string" || !addresses.some((address) => isIssuer(issuer, address))) {
    throw failed(request, "its issuer differs from the discovery URL");
  }
  const tokenEndpoint = "token_endpoint" in document ? document.token_endpoint : undefined;
  if (typeof tokenEndpoint !== "string" || parseUrl(tokenEndpoint) === undefined) {
    throw failed(request, "it names no token_endpoint");
  }
  const key = "token_endpoint_auth_methods_supported";
  const methods: unknown = key in document ? Reflect.get(document, key) : undefined;
  const secretInBody =
    Array.isArray(methods) &&
    methods.includes("client_secret_post") &&
    !methods.includes("client_secret_basic");
  return { tokenEndpoint, secretInBody };
};

/** Metadata of authorization servers, read once an hour for all calls, as `createShared` says. */
export const createDiscovery = (get: DocumentGet, clock: Clock): Discovery => {
  const known = createShared<Metadata>(clock);

  const read = async (request: DiscoveryRequest): Promise<Lasting<Metadata>> => {
    const problem = endpointProblem(request.url);
    if (problem !== undefined) throw failed(request, `its URL ${problem}`);
    const document = await get(request).catch((error: unknown) => {
      throw failed(request, error instanceof Error ? error.message.replace(/\.$/, "") : "no reply");
    });
    return { value: readMetadata(request, document), milliseconds: lifetime };
  };

  return {
    find: (request, signal) => known.get(JSON.stringify(request), () => read(request), signal),
  };
};
