import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import {
  type Authorization,
  type Protected,
  startAuthorization,
  startProtected,
} from "./support/authorization.js";
import { cleanUp, newHome, run } from "./support/bin.js";
import { startPeer } from "./support/peer.js";

const browser = `${process.execPath} ${fileURLToPath(new URL("support/browser.mjs", import.meta.url))}`;
let home: string;
const stops: (() => Promise<void>)[] = [];
beforeEach(() => {
  home = newHome();
});
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});
afterAll(cleanUp);

const env = (): Record<string, string> => ({
  JACKFIELD_CONNECT_HOME: home,
  JACKFIELD_CONNECT_NO_BROWSER: "0",
  BROWSER: browser,
  BROWSER_LOG: join(home, "windows"),
});
const protect = async (): Promise<{ authorization: Authorization; peer: Protected }> => {
  const authorization = await startAuthorization();
  const peer = await startProtected(authorization, ["mcp:tools"]);
  stops.push(peer.stop, authorization.stop);
  return { authorization, peer };
};

test("where no login is wanted, login says so; where no MCP server answers, it doubts the address", async () => {
  const open = await startPeer();
  stops.push(open.stop);
  expect(await run(["login", open.url], env())).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("asks for no login"),
  });
  const page = createServer((_, response) =>
    response.writeHead(200, { "content-type": "text/html" }).end("<title>Welcome</title>"),
  );
  await new Promise<void>((resolve) => page.listen(0, "127.0.0.1", resolve));
  const { port } = page.address() as AddressInfo; // a TCP server has a port
  expect(await run(["login", `http://127.0.0.1:${port}/`], env())).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("check the address"),
  });
  page.close();
});

test("a valid login is kept, unless it lacks a scope that is asked for", async () => {
  const { peer, authorization } = await protect();
  for (const told of ["logged in to", "already logged in"])
    expect((await run(["login", peer.url], env())).stdout).toContain(told);
  const more = await run(["login", peer.url, "--scope", "mcp:tools,mcp:admin"], env());
  expect(more.stdout).toMatch(/scope .*mcp:admin/);
  expect(authorization.grants).toEqual(["authorization_code", "authorization_code"]);
  const again = await run(["login", peer.url, "--scope", "mcp:admin"], env());
  expect(again.stdout).toContain("already logged in");
});

test("an Authorization header of the user's own goes before a stored login, and begins none when it is refused", async () => {
  const { peer, authorization } = await protect();
  expect((await run(["login", peer.url], env())).code).toBe(0);
  const mine = ["connect", peer.url, "--header", "Authorization: Bearer wrong"];
  expect(await run(mine, env())).toMatchObject({
    code: 4,
    stderr: expect.stringContaining("rejected the Authorization header"),
  });
  expect(peer.seen.at(-1)?.headers.authorization).toBe("Bearer wrong");
  expect(authorization.grants).toEqual(["authorization_code"]);
  expect((await run(["connect", peer.url], env())).code).toBe(0);
});
