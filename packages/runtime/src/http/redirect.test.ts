import { expect, it } from "vitest";
import { isInternalHost } from "./address.js";
import { sendFollowing } from "./redirect.js";

const certificate = { cert: "", key: "" };

const follow = async (url: string, location: string) => {
  const sent: string[] = [];
  const shown: boolean[] = [];
  const wire = { method: "GET", url, headers: { cookie: "a=b" } };
  const failure = await sendFollowing(
    { wire, secretHeaders: new Set(["cookie"]), secretQuery: new Set(["key"]), certificate },
    async ({ wire, certificate }) => {
      sent.push(wire.url);
      shown.push(certificate !== undefined);
      const status = sent.length === 1 ? 302 : 200;
      return { status, headers: { location }, body: (async function* () {})(), discard: () => undefined };
    },
  ).catch((error: unknown) => error);
  return { sent, shown, failure };
};

it("a client certificate stays with its origin", async () => {
  expect((await follow("https://93.184.216.34/a", "/b")).shown).toEqual([true, true]);
  expect((await follow("https://93.184.216.34/a", "https://93.184.216.35/b")).shown).toEqual([true, false]);
});

it.each([
  ["https://93.184.216.34/a", "http://93.184.216.34/b", "from https to http"],
  ["https://93.184.216.34/a", "https://169.254.169.254/latest", "an internal address"],
  ["https://93.184.216.34/a", "https://localhost/b", "an internal address"],
  ["https://93.184.216.34/a", "https://[::1]/b", "an internal address"],
  ["https://93.184.216.34/a", "https://[::ffff:10.0.0.1]/b", "an internal address"],
])("%s never leads to %s", async (url, location, why) => {
  const { sent, failure } = await follow(url, location);
  expect(failure).toMatchObject({ answer: { code: "upstream", error: expect.stringContaining(why) } });
  expect(sent).toEqual([url]);
});

const key = "QSECRET99/x";
const other = "https://93.184.216.35";
it.each([
  ["under another name", `${other}/?token=${encodeURIComponent(key)}`],
  ["encoded twice", `${other}/?k=${encodeURIComponent(encodeURIComponent(key))}`],
  ["in the path", `${other}/${encodeURIComponent(key)}/a`],
  ["behind a semicolon", `${other}/?a=1;key=${key}`],
])("a key of the query does not follow to another origin: %s", async (_, location) => {
  const { sent, failure } = await follow(`https://93.184.216.34/a?key=${encodeURIComponent(key)}`, location);
  expect(sent).toHaveLength(1);
  expect(failure).toMatchObject({ answer: { error: expect.stringContaining("a key to another origin") } });
});

it("a redirect to another origin that only repeats the query is followed without the key", async () => {
  const from = `/a?key=${encodeURIComponent(key)}&page=2`;
  const { sent } = await follow(`https://93.184.216.34${from}`, `${other}${from}`);
  expect(sent[1]).toBe(`${other}/a?page=2`);
});

it("a server on an internal address may lead to another one", async () => {
  const { sent } = await follow("http://10.0.0.1/a", "http://user:pw@127.0.0.1/b#c");
  expect(sent).toEqual(["http://10.0.0.1/a", "http://127.0.0.1/b"]);
});

it("an unknown host is not internal", async () => {
  expect(await isInternalHost("no-such-host.invalid")).toBe(false);
});
