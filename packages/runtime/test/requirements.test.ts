import type { SecurityRequirement, SecurityScheme } from "@jackfield/contract";
import { afterEach, describe, expect, it } from "vitest";
import { type Answer, callerFor, endAll, json, listen } from "./loopback.js";

afterEach(endAll);

const schemes = {
  key: { type: "apiKey", in: "header", name: "X-Key", variables: { key: "EX_KEY" } },
  other: { type: "apiKey", in: "query", name: "other", variables: { key: "EX_OTHER" } },
  session: { type: "apiKey", in: "cookie", name: "session", variables: { key: "EX_SESSION" } },
  csrf: { type: "apiKey", in: "cookie", name: "csrf", variables: { key: "EX_CSRF" } },
  basic: { type: "basic", variables: { username: "EX_USER", password: "EX_PASSWORD" } },
  digest: { type: "http", scheme: "Digest", variables: { authorization: "EX_DIGEST" } },
} as const satisfies Record<string, SecurityScheme>;

const values: Readonly<Record<string, string>> = {
  EX_KEY: "key-value",
  EX_OTHER: "other-value",
  EX_SESSION: "session-value",
  EX_CSRF: "csrf-value",
  EX_USER: "ann",
  EX_PASSWORD: "password-value",
};

const answer: Answer = (_, response) => json(response, 200, {});

/** What reached the API, as the names of the schemes that were used; `error` when nothing did. */
const used = async (input: {
  readonly api: readonly SecurityRequirement[];
  readonly operation?: readonly SecurityRequirement[];
  readonly set: readonly string[];
}) => {
  const server = await listen(answer);
  const { call } = callerFor({
    url: server.url,
    api: { security: input.api, schemes },
    ...(input.operation === undefined ? {} : { request: { security: input.operation } }),
    options: { environment: Object.fromEntries(input.set.map((name) => [name, values[name]])) },
  });
  const result = await call("get");
  const [sent] = server.asked;
  if (sent === undefined) return String(result.structuredContent?.recovery);
  const { headers, url } = sent;
  return [
    ...(headers["x-key"] === "key-value" ? ["key"] : []),
    ...(url.includes("other=other-value") ? ["other"] : []),
    ...(headers.cookie?.includes("session=session-value") ? ["session"] : []),
    ...(headers.cookie?.includes("csrf=csrf-value") ? ["csrf"] : []),
    ...(headers.authorization?.startsWith("Basic ") ? ["basic"] : []),
  ].join("+");
};

const all = Object.keys(values);
const basic = ["EX_USER", "EX_PASSWORD"];

describe("security requirements (OpenAPI 3.1 section 4.8.30)", () => {
  it.each<[string, Parameters<typeof used>[0], string]>([
    [
      "all of one are sent together",
      { api: [{ key: [], other: [], basic: [] }], set: all },
      "key+other+basic",
    ],
    ["two cookies share the header", { api: [{ session: [], csrf: [] }], set: all }, "session+csrf"],
    [
      "the first that can be met is taken",
      { api: [{ key: [], other: [] }, { basic: [] }], set: all },
      "key+other",
    ],
    [
      "one that lacks a part is passed over whole",
      { api: [{ key: [], other: [] }, { basic: [] }], set: ["EX_KEY", ...basic] },
      "basic",
    ],
    [
      "the operation's own replace the API's",
      { api: [{ key: [] }], operation: [{ basic: [] }], set: all },
      "basic",
    ],
    ["an empty list of the operation's needs none", { api: [{ key: [] }], operation: [], set: all }, ""],
    ["optional, and set", { api: [{}, { key: [] }], set: all }, "key"],
    ["optional, and not set", { api: [{ key: [] }, {}], set: [] }, ""],
    ["optional, and half set", { api: [{ key: [], other: [] }, {}], set: ["EX_KEY"] }, ""],
    ["no requirement: nothing is sent, whatever is set", { api: [], set: all }, ""],
  ])("%s", async (_, input, wanted) => {
    expect(await used(input)).toBe(wanted);
  });

  it("that cannot be met name every way, together and apart", async () => {
    expect(await used({ api: [{ key: [], other: [] }, { basic: [] }], set: ["EX_KEY"] })).toContain(
      "Set EX_KEY together with EX_OTHER; or EX_USER and EX_PASSWORD in the environment",
    );
  });
});

describe("other HTTP schemes", () => {
  it.each([
    ['username="a", response="0123456789"', 'Digest username="a", response="0123456789"'],
    ['digest username="a", response="0123456789"', 'digest username="a", response="0123456789"'],
  ])("send the ready value after their name: %s", async (value, wanted) => {
    const server = await listen(({ headers }, response) =>
      json(response, 200, { seen: headers.authorization }),
    );
    const { call } = callerFor({
      url: server.url,
      api: { security: [{ digest: [] }], schemes },
      options: { environment: { EX_DIGEST: value } },
    });
    const result = await call("get");
    expect(server.asked[0]?.headers.authorization).toBe(wanted);
    expect(JSON.stringify(result)).not.toContain("0123456789");
  });
});

it("a header that the operator named saves the token that it replaces", async () => {
  const server = await listen(answer);
  const scheme: SecurityScheme = {
    type: "oauth2",
    grants: [
      {
        type: "clientCredentials",
        endpoint: { tokenUrl: "/token" },
        variables: { clientId: "EX_USER", clientSecret: "EX_PASSWORD" },
      },
    ],
    variables: { token: "EX_TOKEN" },
  };
  const { call } = callerFor({
    url: server.url,
    api: { security: [{ oauth: [] }], schemes: { oauth: scheme } },
    options: { environment: { ...values, JACKFIELD_AUTHORIZATION: "Bearer own-token" } },
  });
  await call("get");
  expect(server.asked.map(({ url, headers }) => [url, headers.authorization])).toEqual([
    ["/thing", "Bearer own-token"],
  ]);
});
