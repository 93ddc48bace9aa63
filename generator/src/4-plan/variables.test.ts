import { expect, test } from "vitest";
import type { Api, SecurityScheme } from "../3-model/index.js";
import { nameVariables, type Unnamed } from "./variables.js";

const api = (id: string, ...servers: readonly string[]): Api => ({
  id,
  file: `${id}.yaml`,
  source: `${id}.yaml`,
  title: id,
  version: "1",
  servers: servers.map((url) => ({ url })),
  security: [],
  webhooks: [],
  payloadSchemas: {},
  schemes: {},
  operations: [],
  schemas: {},
  places: {},
  skipped: [],
});
const key: SecurityScheme = { kind: "apiKey", in: "header", name: "X-Key" };
const scheme = (owner: Api, name: string, more: Partial<Unnamed> = {}): Unnamed => ({
  api: owner,
  name,
  scheme: key,
  endings: { key: "KEY" },
  given: {},
  ...more,
});
const namesOf = (...schemes: readonly Unnamed[]): readonly string[] =>
  nameVariables(schemes, "P").map(({ variables }) => Object.values(variables).join());

const a = api("a", "https://api.example.com");
const b = api("b", "https://voice.example.com/v2");
const far = api("far", "https://api.example.org");

test.each<[string, readonly Unnamed[], readonly string[]]>([
  ["one scheme", [scheme(a, "petstore_auth")], ["P_PETSTORE_AUTH_KEY"]],
  ["the same scheme on one site is shared", [scheme(a, "k"), scheme(b, "k")], ["P_K_KEY", "P_K_KEY"]],
  ["the same scheme of strangers is not", [scheme(a, "k"), scheme(far, "k")], ["P_A_K_KEY", "P_FAR_K_KEY"]],
  [
    "nor that of an API whose site nobody knows",
    [scheme(a, "k"), scheme(api("r", "/"), "k")],
    ["P_A_K_KEY", "P_R_K_KEY"],
  ],
  [
    "nor another one of the same name",
    [scheme(a, "k"), scheme(b, "k", { scheme: { ...key, name: "X-Other" } })],
    ["P_A_K_KEY", "P_B_K_KEY"],
  ],
  [
    "two sites under co.uk",
    [scheme(api("x", "https://a.x.co.uk"), "k"), scheme(api("y", "https://a.y.co.uk"), "k")],
    ["P_X_K_KEY", "P_Y_K_KEY"],
  ],
  ["two spellings in one API", [scheme(a, "my-key"), scheme(a, "my_key")], ["P_MY_KEY", "P_MY_KEY_2_KEY"]],
  [
    "names that meet at their ends",
    [
      scheme(a, "x", { endings: { refreshToken: "REFRESH_TOKEN", token: "TOKEN" } }),
      scheme(a, "xRefresh", { endings: { token: "TOKEN" } }),
    ],
    ["P_X_REFRESH_TOKEN,P_X_TOKEN", "P_X_REFRESH_2_TOKEN"],
  ],
  ["words are not doubled", [scheme(a, "key"), scheme(a, "p_api_key")], ["P_KEY", "P_API_KEY"]],
  [
    "what the config names is its own affair",
    [scheme(a, "k", { given: { key: "MINE" } }), scheme(far, "k", { given: { key: "MINE" } })],
    ["MINE", "MINE"],
  ],
])("%s", (_, schemes, wanted) => {
  expect(namesOf(...schemes)).toEqual(wanted);
});

test("a name that is not the usual one is said", () => {
  expect(nameVariables([scheme(a, "k"), scheme(far, "k")], "P")[1]?.instead).toEqual({
    wanted: "P_K",
    stem: "P_FAR_K",
  });
  expect(nameVariables([scheme(a, "k")], "P")[0]).not.toHaveProperty("instead");
});
