import * as oauth from "oauth4webapi";
import { messageOf } from "../failure.js";
import { guardFor } from "../http/guard.js";
import { type Http, readText } from "../http/http.js";
import { ConnectionError } from "../http/problem.js";
import { isLoopback } from "../http/proxy.js";
import { isObject, type JsonObject } from "../json-rpc.js";
import { foreign } from "../redact.js";
import { userAgent } from "../version.js";
import type { AuthorizationServer } from "./discovery.js";

/** A client as an authorization server knows it. */
export type Client = {
  readonly clientId: string;
  readonly clientSecret?: string | undefined;
  readonly authMethod: "none" | "client_secret_post" | "client_secret_basic";
};

/** What came back from an authorization server: an answer, a refusal in its own words, or nothing that counts. */
export type EndpointAnswer =
  | { readonly kind: "ok"; readonly body: JsonObject }
  | {
      readonly kind: "refused";
      readonly error: string;
      readonly description: string;
      readonly status: number;
    }
  /** Out of reach or out of order: nothing is known, nothing has to be given up. */
  | { readonly kind: "transient"; readonly detail: string };

const largest = 256 * 1024;
const patience = 15_000;
/** Errors that pass by themselves. */
const passing: ReadonlySet<string> = new Set(["temporarily_unavailable", "server_error"]);

/**
 * HTTP Basic with the escapes that any decoder undoes. The library escapes dashes and dots too, as RFC 6749 allows, which
 * servers that do not decode take for another client.
 */
const basic = ({ clientId, clientSecret = "" }: Client): oauth.ClientAuth => {
  const pair = [clientId, clientSecret].map(encodeURIComponent).join(":");
  return (_as, _client, _body, headers) => headers.set("authorization", `Basic ${btoa(pair)}`);
};

const authOf = (client: Client): oauth.ClientAuth => {
  if (client.clientSecret === undefined || client.authMethod === "none") return oauth.None();
  return client.authMethod === "client_secret_basic"
    ? basic(client)
    : oauth.ClientSecretPost(client.clientSecret);
};

/** Our HTTP client in the shape that the library wants, so that proxies, authorities and guards hold here too. */
const fetchWith =
  (http: Http, server: URL) =>
  async (
    address: string,
    init: {
      method: string;
      body?: unknown;
      headers: Record<string, string>;
      signal?: AbortSignal | undefined;
    },
  ): Promise<Response> => {
    const url = new URL(address);
    const guard = guardFor(server);
    const problem = guard.check(url);
    if (problem !== undefined)
      throw new ConnectionError("refused", false, `${url.host} is refused: ${problem}`);
    const reply = await http.send({
      method: init.method,
      url,
      headers: { ...init.headers, "user-agent": userAgent },
      ...(init.body === undefined || init.body === null ? {} : { body: String(init.body) }),
      signal: init.signal,
      patience,
      lookup: guard.lookup,
    });
    const text = await readText(reply.body, largest);
    const type = reply.headers["content-type"];
    return new Response([204, 205, 304].includes(reply.status) ? null : text, {
      status: reply.status,
      headers: type === undefined ? {} : { "content-type": type },
    });
  };

/** The reply of a token endpoint or the like, judged (RFC 6749 section 5). */
const judge = async (reply: Response): Promise<EndpointAnswer> => {
  const { status } = reply;
  const text = await reply.text();
  let body: unknown;
  try {
    body = text === "" ? {} : JSON.parse(text);
  } catch {
    body = undefined;
  }
  const error = isObject(body) && typeof body.error === "string" ? body.error : undefined;
  if (status >= 500 || status === 429 || (error !== undefined && passing.has(error)))
    return {
      kind: "transient",
      detail: `HTTP ${status}${error === undefined ? "" : ` ${foreign(error, 60)}`}`,
    };
  if (error !== undefined && isObject(body))
    return {
      kind: "refused",
      error: foreign(error, 60),
      description: foreign(String(body.error_description ?? "")),
      status,
    };
  if (status >= 400)
    return { kind: "refused", error: "http_error", description: `HTTP ${status}: ${foreign(text)}`, status };
  if (!isObject(body) || status >= 300)
    return { kind: "transient", detail: `HTTP ${status} and no JSON object` };
  return { kind: "ok", body };
};

export type Endpoints = {
  token(
    client: Client,
    grantType: string,
    parameters: Readonly<Record<string, string>>,
  ): Promise<EndpointAnswer>;
  device(client: Client, parameters: Readonly<Record<string, string>>): Promise<EndpointAnswer>;
  revoke(client: Client, token: string): Promise<EndpointAnswer>;
  register(body: JsonObject): Promise<EndpointAnswer>;
};

/** The endpoints of one authorization server, for one MCP server. */
export const endpointsOf = (as: AuthorizationServer, http: Http, server: URL): Endpoints => {
  const fetcher = fetchWith(http, server);
  const options = {
    [oauth.customFetch]: fetcher,
    [oauth.allowInsecureRequests]: isLoopback(server.hostname),
    signal: () => AbortSignal.timeout(patience),
  } as const;
  const clientOf = ({ clientId }: Client): oauth.Client => ({ client_id: clientId });
  const metadata = as as oauth.AuthorizationServer; // the same document, of which we keep a part
  const attempt = async (run: () => Promise<Response>): Promise<EndpointAnswer> => {
    try {
      return await judge(await run());
    } catch (error) {
      return { kind: "transient", detail: foreign(messageOf(error)) };
    }
  };
  return {
    token: (client, grantType, parameters) =>
      attempt(() =>
        oauth.genericTokenEndpointRequest(
          metadata,
          clientOf(client),
          authOf(client),
          grantType,
          parameters,
          options,
        ),
      ),
    device: (client, parameters) =>
      attempt(() =>
        oauth.deviceAuthorizationRequest(metadata, clientOf(client), authOf(client), parameters, options),
      ),
    revoke: (client, token) =>
      attempt(() => oauth.revocationRequest(metadata, clientOf(client), authOf(client), token, options)),
    register: (body) =>
      attempt(() =>
        fetcher(as.registration_endpoint ?? "", {
          method: "POST",
          body: JSON.stringify(body),
          headers: { "content-type": "application/json", accept: "application/json" },
          signal: AbortSignal.timeout(patience),
        }),
      ),
  };
};
