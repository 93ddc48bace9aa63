import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { fromFlags } from "../config/index.js";
import { createReport } from "../report/index.js";
import { load, processIo } from "./index.js";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** The document that a server gives to somebody who sends a header, and what is said of it. */
const fetched = async (header: string, value: string, listener: RequestListener) => {
  const server = createServer(listener).listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // listening on TCP
  const report = createReport();
  const config = fromFlags({ spec: "x.yaml" }, "/", report);
  if (!config) throw new Error("the flags of the test are wrong");
  const access = { headerEnv: { [header]: "SPEC_KEY" } };
  const source = { id: "x", from: `http://127.0.0.1:${port}/a`, folder: "/", access };
  const io = { ...processIo(), env: { SPEC_KEY: value } };
  const [spec] = await load([source], { ...config.limits, allowPrivate: true }, report, io);
  return {
    document: spec?.document,
    said: report.diagnostics.map(({ code, message }) => `${code} ${message}`),
  };
};

const key = 'k9/"live"+51H8';

test.each([
  ["JSON", JSON.stringify({ openapi: "3.1.0", info: { title: `T ${key}` }, paths: {} })],
  ["JSON with escaped slashes", `{"openapi":"3.1.0","info":{"title":"T k9\\/\\"live\\"+51H8"},"paths":{}}`],
  ["YAML", `openapi: 3.1.0\ninfo: { title: 'T ${key}' }\npaths: {}\n`],
])("a key that the document repeats does not come into what is made of it: %s", async (_, text) => {
  const { document, said } = await fetched("authorization", `Bearer ${key}`, (_request, response) =>
    response.end(text),
  );
  expect(document).toMatchObject({ info: { title: "T ***" } });
  expect(said).toEqual([
    expect.stringMatching(/^load\/repeats-key .* repeats a key that it was fetched with/),
  ]);
});

test("the password of a pair is a key too, and what is asked for is none", async () => {
  const pair = `Basic ${Buffer.from("joe:hunter2hunter2").toString("base64")}`;
  const text = JSON.stringify({
    openapi: "3.1.0",
    info: { title: "hunter2hunter2, application/json" },
    paths: {},
  });
  const answer: RequestListener = (_, response) => response.end(text);
  expect((await fetched("authorization", pair, answer)).document).toMatchObject({
    info: { title: "***, application/json" },
  });
  expect((await fetched("accept", "application/json", answer)).said).toEqual([]);
});

test("the address of a redirect that is refused shows no key", async () => {
  const { said } = await fetched("x-key", "k9-live-51H8", (request, response) =>
    response.writeHead(302, { location: `ftp://h/${request.headers["x-key"]}` }).end(),
  );
  expect(said).toEqual([expect.stringContaining("ftp://h/***")]);
});
