import { afterEach, expect, it } from "vitest";
import { send } from "./answering.js";
import { callerFor, endAll, json, listen } from "./loopback.js";

afterEach(endAll);

const key = "k_live_51H8xQ2eZvKYlo2C";
const schemes = {
  key: { type: "apiKey", in: "query", name: "key", variables: { key: "EX_KEY" } },
} as const;

const echoing = (url: string, secret: string, limits = {}) =>
  callerFor({
    url,
    api: { security: [{ key: [] }], schemes },
    options: { environment: { EX_KEY: secret }, limits },
  });

/** What a caller sees of a reply of the API, as one text. */
const shownOf = async (
  body: unknown,
  { secret = key, type = "application/json", status = 200, args = {}, limits = {}, headers = {} } = {},
): Promise<string> => {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const server = await listen((_, response) => send(response, type, text, headers, status));
  const { call, log } = echoing(server.url, secret, limits);
  return JSON.stringify([await call("get", args), log]);
};

/** The pieces of six characters of a secret that a text shows. */
const piecesIn = (text: string, secret = key): readonly string[] =>
  Array.from({ length: secret.length - 5 }, (_, at) => secret.slice(at, at + 6)).filter((piece) =>
    text.toLowerCase().includes(piece.toLowerCase()),
  );

it.each([
  ["two fields", { first: key.slice(0, 12), second: key.slice(12) }],
  ["two items", [key.slice(0, 9), key.slice(9)]],
  ["three items", [key.slice(0, 8), key.slice(8, 15), key.slice(15)]],
  ["two fields, in another case", { first: key.slice(0, 12).toUpperCase(), second: key.slice(12) }],
  ["a message that cuts it short", { message: `no such key: ${key.slice(0, 18)}...` }],
  ["a message that leaves out its middle", { message: `${key.slice(0, 9)}...${key.slice(-9)}` }],
  ["pieces that overlap", [key.slice(0, 14), key.slice(9)]],
  ["the whole and a part", [key, key.slice(0, 20)]],
])("a key in %s is hidden", async (_, body) => {
  expect(piecesIn(await shownOf(body))).toEqual([]);
  expect(piecesIn(await shownOf(body, { status: 401 }))).toEqual([]);
});

it("a key in two lines, in two windows of a text, and between a header and the body is hidden", async () => {
  const lines = `${"a".repeat(1_995)} ${key.slice(0, 12)}\n  | ${key.slice(12)}`;
  for (const _from of [0, 1_990, 2_000, 2_010, 2_015])
    expect(
      piecesIn(await shownOf(lines, { type: "text/plain", limits: { maxText: 2_000 }, args: { _from } })),
    ).toEqual([]);
  const headers = { location: `/x?k=${key.slice(0, 12)}` };
  expect(piecesIn(await shownOf({ rest: key.slice(12) }, { headers, status: 201 }))).toEqual([]);
});

it.each([
  ["six of its letters", "51H8xQ and nothing else"],
  ["the first letters of all such keys", "keys begin with k_live_51"],
  ["its last letters", "the key that ends with Ylo2C"],
])("%s are no key", async (_, body) => {
  expect(await shownOf(body, { type: "text/plain" })).toContain(body);
});

it("words and numbers that are part of a secret are left alone", async () => {
  const words = { title: "customer service at night", list: ["customer", "service"] };
  expect(await shownOf(words, { secret: "customer-service-at-night" })).not.toContain("***");
  const numbers = Array.from({ length: 5_000 }, (_, at) => 100_000 + at * 37);
  expect(await shownOf(numbers, { secret: "1001851000741003", limits: { maxText: 100_000 } })).not.toContain(
    "***",
  );
});

const head = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";
const claims = "eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4ifQ";
const signature = "SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c";

it("of a JWT claims and signature are hidden one by one, and what is the same in all of them is shown", async () => {
  const shown = await shownOf({ head, claims, signature }, { secret: `${head}.${claims}.${signature}` });
  expect(shown).toContain(head);
  expect(piecesIn(shown, claims)).toEqual([]);
  expect(piecesIn(shown, signature)).toEqual([]);
});

const lines = [
  "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj",
  "MzEfYyjiWA4R4/M2bS1GB4t7NXp98C3SC6dVMvDuictGeurT8jNbvJZHtCSuYEvu",
];
const pem = ["-----BEGIN PRIVATE KEY-----", ...lines, "-----END PRIVATE KEY-----"].join("\n");
const account = JSON.stringify({ type: "service_account", private_key: pem, private_key_id: "3f9a77b1c0de" });

it.each([
  ["a key in lines", pem],
  ["a key in JSON", account],
])("%s is hidden line by line, in one line and as it is", async (_, secret) => {
  for (const body of [lines, lines[1], lines.join(""), pem.replaceAll("\n", " "), pem, account]) {
    const shown = await shownOf(body, { secret, type: "text/plain" });
    for (const line of lines) expect(piecesIn(shown, line)).toEqual([]);
  }
  expect(await shownOf({ type: "service_account" }, { secret })).toContain("service_account");
});

it.each([
  [
    "a password in base64",
    { Authorization: "EX" },
    `Basic ${Buffer.from("joe:hunter2:hunter3").toString("base64")}`,
    "hunter2:hunter3",
  ],
  ["a parameter", { Authorization: "EX" }, 'Token token="abcDEF123456ghi", nonce="4"', "abcDEF123456ghi"],
  ["one of several cookies", { Cookie: "EX" }, "theme=dark; sid=abcDEF123456ghi", "abcDEF123456ghi"],
])("%s of a header that the operator named is hidden by itself", async (_, headerVariables, value, part) => {
  const server = await listen((_request, response) => json(response, 200, { part, theme: "dark" }));
  const { call } = callerFor({
    url: server.url,
    options: {
      environment: { EX: value },
      credentials: { noAuth: false, headerVariables, allowedTokenHosts: [] },
    },
  });
  expect(await call("get")).toMatchObject({ structuredContent: { part: "***", theme: "dark" } });
});

it("where only a header gives a key back, the body stays as the API wrote it", async () => {
  const body = '{ "price": 1.50, "id": 12345678901234567890 }';
  const server = await listen((_, response) => send(response, "application/json", body, { "x-echo": key }));
  const { call } = echoing(server.url, key);
  expect(await call("get")).toMatchObject({ content: [{ text: body }] });
});

it("many cookies do not make a server forget an access token", async () => {
  const server = await listen((request, response) => {
    if (request.method === "POST") return json(response, 200, { access_token: "token-that-was-minted-1" });
    response.setHeader(
      "set-cookie",
      Array.from({ length: 40 }, (_, at) => `c${at}=a-value-${at}`),
    );
    json(response, 200, { you_sent: "token-that-was-minted-1" });
  });
  const { call } = callerFor({
    url: server.url,
    api: {
      security: [{ oauth: [] }],
      schemes: {
        oauth: {
          type: "oauth2",
          variables: { token: "EX_TOKEN" },
          grants: [
            {
              type: "clientCredentials",
              endpoint: { tokenUrl: `${server.url}/token` },
              variables: { clientId: "EX_ID", clientSecret: "EX_SECRET" },
            },
          ],
        },
      },
    },
    options: { environment: { EX_ID: "an-id", EX_SECRET: "a-client-secret" }, keepCookies: true },
  });
  expect(await call("get")).toMatchObject({ structuredContent: { you_sent: "***" } });
});

it("the end of a reply that was not read to its end is not shown, where a secret may begin", async () => {
  for (const before of ["", "aaaaa", "aaaaaaaaaaa"]) {
    const limits = { maxBytes: 10_000, maxText: 8_192 };
    const shown = await shownOf(before + key.repeat(5_000), { type: "text/plain", status: 500, limits });
    expect(piecesIn(shown)).toEqual([]);
  }
});
