import { pointerTo } from "@jackfield/contract";
import { isObject, type Json, type JsonObject } from "../document/json.js";
import { type Reader, textOf } from "./reader.js";
import type { Grant, SecurityRequirement, SecurityScheme } from "./types.js";

/**
 * OpenAPI `security`; undefined when the document has none at this place, `[]` when it says "none needed". `$self` is the URI
 * that the document gives itself.
 */
export const readSecurity = (
  value: Json | undefined,
  { $self }: JsonObject,
): readonly SecurityRequirement[] | undefined => {
  if (!Array.isArray(value)) return undefined;
  const requirements = value.filter(isObject);
  // A list of nothing usable is a mistake; it must not read as "none needed".
  if (requirements.length === 0 && value.length > 0) return undefined;
  return requirements.map((requirement) =>
    Object.fromEntries(
      Object.entries(requirement).map(([scheme, scopes]) => [
        schemeName(scheme, textOf($self)),
        Array.isArray(scopes) ? scopes.filter((scope): scope is string => typeof scope === "string") : [],
      ]),
    ),
  );
};

/** OpenAPI 3.2 lets a requirement name a scheme by its URI as well. */
const schemeName = (key: string, self = ""): string => {
  const own = key.startsWith(self) ? key.slice(self.length) : key;
  const [, name] = /^#\/components\/securitySchemes\/(.+)$/s.exec(own) ?? [];
  return name ?? key;
};

export const readSchemes = (reader: Reader): Readonly<Record<string, SecurityScheme>> => {
  const components = reader.document.components;
  const schemes = isObject(components) ? components.securitySchemes : undefined;
  return Object.fromEntries(
    reader
      .entries(schemes, "/components/securitySchemes")
      .map(({ key, value, pointer }) => [key, readScheme(reader, value, pointer)]),
  );
};

const readScheme = (reader: Reader, scheme: JsonObject, pointer: string): SecurityScheme => {
  switch (scheme.type) {
    case "apiKey": {
      const name = textOf(scheme.name);
      const place = scheme.in;
      if (name !== undefined && (place === "header" || place === "query" || place === "cookie")) {
        return { kind: "apiKey", in: place, name };
      }
      return unsupported(reader, pointer, "an API key without a name or place");
    }
    case "http": {
      const name = textOf(scheme.scheme)?.trim();
      if (name === undefined || !/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name)) {
        return unsupported(reader, pointer, "an HTTP scheme without a usable name");
      }
      if (name.toLowerCase() === "basic") return { kind: "basic" };
      if (name.toLowerCase() === "bearer") return { kind: "bearer" };
      return readOtherHttp(reader, name, pointer);
    }
    case "oauth2":
      return readFlows(reader, scheme, pointer);
    case "openIdConnect": {
      const discoveryUrl = textOf(scheme.openIdConnectUrl);
      const endpoint = discoveryUrl === undefined ? undefined : { discoveryUrl };
      // Which grants the provider offers is known only when its document has been read.
      return {
        kind: "oauth2",
        grants: grantsAt({ refresh: endpoint, password: endpoint, client: endpoint }),
      };
    }
    case "mutualTLS":
      return { kind: "mutualTls" };
    default:
      return unsupported(reader, pointer, `security scheme type \`${String(scheme.type)}\``);
  }
};

/** IANA's HTTP Authentication Scheme Registry, for servers that compare the name letter by letter. */
const registered =
  "Concealed Digest DPoP GNAP HOBA Mutual Negotiate OAuth PrivateToken SCRAM-SHA-1 SCRAM-SHA-256 vapid".split(
    " ",
  );

/** Schemes that answer a challenge or sign the request cannot be computed from a fixed secret; the value must be ready. */
const readOtherHttp = (reader: Reader, name: string, pointer: string): SecurityScheme => {
  const scheme = registered.find((known) => known.toLowerCase() === name.toLowerCase()) ?? name;
  reader.report.add("model/ready-authorization", reader.at(pointer), { scheme });
  return { kind: "http", scheme };
};

type Endpoint = Grant["endpoint"] | undefined;

/** In the order in which they are tried: what a person gave before what the machine is, since it asks for more variables. */
const grantsAt = (endpoints: {
  refresh: Endpoint;
  password: Endpoint;
  client: Endpoint;
}): readonly Grant[] => {
  const grants = [
    { type: "refreshToken", endpoint: endpoints.refresh },
    { type: "password", endpoint: endpoints.password },
    { type: "clientCredentials", endpoint: endpoints.client },
  ] as const;
  return grants.flatMap(({ type, endpoint }) => (endpoint === undefined ? [] : [{ type, endpoint }]));
};

/** OpenAPI OAuth Flows Object. A flow that needs a person still yields refresh tokens that work without one. */
const readFlows = (reader: Reader, scheme: JsonObject, pointer: string): SecurityScheme => {
  const flows = isObject(scheme.flows) ? scheme.flows : {};
  if (Object.keys(flows).length === 0) {
    return unsupported(reader, pointerTo(pointer, "flows"), "OAuth2 without a flow");
  }
  const endpoint = (flow: string, ...fields: readonly string[]): Endpoint => {
    const oauthFlow = flows[flow];
    const urls = isObject(oauthFlow) ? fields.map((field) => textOf(oauthFlow[field])) : [];
    const tokenUrl = urls.find((url) => url !== undefined);
    return tokenUrl === undefined ? undefined : { tokenUrl };
  };
  // Client credentials come without a refresh token (RFC 6749 section 4.4.3).
  const withRefresh = ["authorizationCode", "deviceAuthorization", "password", "implicit"];
  return {
    kind: "oauth2",
    grants: grantsAt({
      refresh: withRefresh.map((flow) => endpoint(flow, "refreshUrl", "tokenUrl")).find((each) => each),
      password: endpoint("password", "tokenUrl"),
      client: endpoint("clientCredentials", "tokenUrl"),
    }),
  };
};

const unsupported = (reader: Reader, pointer: string, reason: string): SecurityScheme => {
  reader.report.add("model/unsupported-security", reader.at(pointer), { reason });
  return { kind: "unsupported", reason };
};
