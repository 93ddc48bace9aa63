import { expect, test } from "vitest";
import type { Json, JsonObject } from "../document/json.js";
import { createReport } from "../report/index.js";
import { createReader } from "./reader.js";
import { readSchemes, readSecurity } from "./security.js";

const read = (scheme: JsonObject) => {
  const report = createReport();
  const document = { components: { securitySchemes: { s: scheme } } };
  const { s } = readSchemes(createReader("t.yaml", document, report));
  return { scheme: s, codes: report.diagnostics.map(({ code }) => code) };
};

const at = (tokenUrl: string) => ({ endpoint: { tokenUrl } });

test.each<[string, JsonObject, unknown]>([
  [
    "a person's flow gives refresh tokens, at their own address where there is one",
    { type: "oauth2", flows: { authorizationCode: { tokenUrl: "t", refreshUrl: "r" } } },
    { kind: "oauth2", grants: [{ type: "refreshToken", ...at("r") }] },
  ],
  [
    "the device flow of OpenAPI 3.2 too",
    { type: "oauth2", flows: { deviceAuthorization: { tokenUrl: "t", deviceAuthorizationUrl: "d" } } },
    { kind: "oauth2", grants: [{ type: "refreshToken", ...at("t") }] },
  ],
  [
    "client credentials give none",
    { type: "oauth2", flows: { clientCredentials: { tokenUrl: "t", refreshUrl: "r" } } },
    { kind: "oauth2", grants: [{ type: "clientCredentials", ...at("t") }] },
  ],
  [
    "the implicit flow has nowhere to ask",
    { type: "oauth2", flows: { implicit: { authorizationUrl: "a" } } },
    { kind: "oauth2", grants: [] },
  ],
  ["OpenID Connect without an address", { type: "openIdConnect" }, { kind: "oauth2", grants: [] }],
  ["bearer in any case", { type: "http", scheme: "BEARER" }, { kind: "bearer" }],
  ["mutual TLS", { type: "mutualTLS" }, { kind: "mutualTls" }],
])("%s", (_, given, wanted) => {
  expect(read(given)).toEqual({ scheme: wanted, codes: [] });
});

test.each<[string, JsonObject, string]>([
  ["a flow is missing", { type: "oauth2", flows: {} }, "model/unsupported-security"],
  ["the type is unknown", { type: "magic" }, "model/unsupported-security"],
  ["the name would break the header", { type: "http", scheme: "a\r\nb" }, "model/unsupported-security"],
  ["the value must be ready", { type: "http", scheme: "hoba" }, "model/ready-authorization"],
])("reported when %s", (_, given, code) => {
  expect(read(given).codes).toEqual([code]);
});

const self = "https://a.test/api.yaml";

test.each<[string, Json | undefined, unknown]>([
  ["absent", undefined, undefined],
  ["none needed", [], []],
  ["optional", [{}, { a: ["x"] }], [{}, { a: ["x"] }]],
  ["a scheme by its URI", [{ "#/components/securitySchemes/a": [] }], [{ a: [] }]],
  ["with the URI of the document", [{ [`${self}#/components/securitySchemes/a`]: [] }], [{ a: [] }]],
  [
    "a scheme of another document is none of this one",
    [{ "https://b.test/api.yaml#/components/securitySchemes/a": [] }],
    [{ "https://b.test/api.yaml#/components/securitySchemes/a": [] }],
  ],
  ["a list of nothing usable is no `none needed`", ["a"], undefined],
  ["scopes that are none", [{ a: "x", b: [1, "y"] }], [{ a: [], b: ["y"] }]],
])("requirements: %s", (_, given, wanted) => {
  expect(readSecurity(given, { $self: self })).toEqual(wanted);
});
