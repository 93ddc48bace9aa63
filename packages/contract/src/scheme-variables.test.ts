import { expect, it } from "vitest";
import type { Api, SecurityScheme } from "./api.js";
import { describeSchemes, secretVariablesOf } from "./scheme-variables.js";

const endpoint = { tokenUrl: "/token" };
const client = { clientId: "X_ID", clientSecret: "X_SECRET" };
const oauth: SecurityScheme = {
  type: "oauth2",
  grants: [
    { type: "refreshToken", endpoint, variables: { refreshToken: "X_REFRESH", ...client } },
    { type: "password", endpoint, variables: { username: "X_USER", password: "X_PASSWORD", ...client } },
    { type: "clientCredentials", endpoint, variables: client },
  ],
  variables: { token: "X_TOKEN" },
};
const apiOf = (schemes: Api["schemes"]): Api => ({ title: "T", servers: [], security: [], schemes });
const definition = { name: "x", title: "X", version: "1", prefix: "X" };

it("names every variable of a scheme once, and what suffices", () => {
  const [described] = describeSchemes({ ...definition, apis: { a: apiOf({ oauth }) } });
  expect(described?.sent).toBe("OAuth 2.0 access token");
  expect(described?.variables.map(({ name }) => name)).toEqual([
    "X_REFRESH",
    "X_ID",
    "X_SECRET",
    "X_USER",
    "X_PASSWORD",
    "X_TOKEN",
  ]);
  expect(described?.ways).toEqual([
    ["X_REFRESH", "X_ID"],
    ["X_USER", "X_PASSWORD"],
    ["X_ID", "X_SECRET"],
    ["X_TOKEN"],
  ]);
});

it("keeps every secret apart from what may be shown", () => {
  expect(secretVariablesOf(oauth)).toEqual(["X_REFRESH", "X_SECRET", "X_PASSWORD", "X_TOKEN"]);
  const variables = { cert: "X_CERT", key: "X_KEY", passphrase: "X_PASSPHRASE", ca: "X_CA" };
  expect(secretVariablesOf({ type: "mutualTls", variables })).toEqual(["X_PASSPHRASE"]);
  expect(secretVariablesOf({ type: "http", scheme: "Digest", variables: { authorization: "X_A" } })).toEqual([
    "X_A",
  ]);
});

it("tells a scheme that several APIs share once, with the text of a description made plain", () => {
  const key: SecurityScheme = {
    type: "apiKey",
    in: "query",
    name: "k\u001b[2J",
    variables: { key: "X_KEY" },
  };
  const odd: SecurityScheme = { type: "unsupported", reason: "magic" };
  const apis = { a: apiOf({ key }), b: apiOf({ key, odd }) };
  expect(describeSchemes({ ...definition, apis })).toEqual([
    {
      apis: ["a", "b"],
      name: "key",
      sent: "API key in the query parameter k?[2J",
      variables: [{ name: "X_KEY", meaning: "The key", secret: true }],
      ways: [["X_KEY"]],
    },
    { apis: ["b"], name: "odd", sent: "not supported: magic", variables: [], ways: [] },
  ]);
});
