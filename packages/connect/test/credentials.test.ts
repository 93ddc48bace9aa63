import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { cleanUp, newHome, run, start } from "./support/bin.js";
import { type Peer, startPeer } from "./support/peer.js";

let home: string;
let first: Peer;
let second: Peer;
beforeEach(async () => {
  home = newHome();
  first = await startPeer();
  second = await startPeer();
});
afterEach(async () => {
  await first.stop();
  await second.stop();
});
afterAll(cleanUp);

const secret = "token-of-one-server";
const env = (): Record<string, string> => ({
  JACKFIELD_CONNECT_HOME: home,
  JACKFIELD_CONNECT_BEARER: secret,
  JACKFIELD_CONNECT_HEADERS: `{"X-Key":"${secret}"}`,
});
const configure = (): void =>
  writeFileSync(
    join(home, "config.json"),
    JSON.stringify({ mcpServers: { a: { url: first.url }, b: { url: second.url } } }),
  );
const headersOf = (peer: Peer): string => JSON.stringify(peer.seen.map(({ headers }) => headers));

test("credentials of the environment go to the server that a command names", async () => {
  configure();
  expect((await run(["connect", "a"], env())).code).toBe(0);
  expect((await run(["connect", second.url], env())).code).toBe(0);
  for (const peer of [first, second])
    expect(peer.seen[0]?.headers).toMatchObject({ authorization: `Bearer ${secret}`, "x-key": secret });
});

test("they go to none of many: not through the gateway, not by a look at all servers", async () => {
  configure();
  const gateway = start(["serve"], env());
  await gateway.open();
  for (const server of ["a", "b"])
    await gateway.ask(server, "tools/call", { name: "mcp", arguments: { action: "list_tools", server } });
  await gateway.end();
  expect(gateway.stderr()).toContain("JACKFIELD_CONNECT_BEARER");
  await run(["status", "--live"], env());
  await run(["doctor"], env());
  expect(first.seen.length).toBeGreaterThan(3);
  expect(headersOf(first) + headersOf(second)).not.toContain(secret);
  for (const flags of [
    ["--header", "X: 1"],
    ["--bearer-env", "T"],
    ["--client-id", "c"],
  ])
    expect(await run(["serve", ...flags], env())).toMatchObject({ code: 2, stdout: "" });
});

test("and never to a server that a project brings along", async () => {
  const folder = join(home, "repo");
  mkdirSync(join(folder, ".git"), { recursive: true });
  writeFileSync(
    join(folder, ".jackfield-connect.json"),
    JSON.stringify({ mcpServers: { p: { url: first.url } } }),
  );
  for (const args of [
    ["connect", "p"],
    ["doctor", "p"],
    ["login", "p"],
  ])
    await run(args, env(), { cwd: folder });
  expect(first.seen.length).toBeGreaterThan(1);
  expect(headersOf(first)).not.toContain(secret);
});
