import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeEach, describe, expect, test } from "vitest";
import {
  type Authorization,
  type Protected,
  startAuthorization,
  startProtected,
} from "./support/authorization.js";
import { hello, run, until } from "./support/bin.js";
import { logIn } from "./support/drive.mjs";
import { stdio, textOf, useGateway } from "./support/gateway.js";

const { stops, env, home, host, configure, open, mcp, dataOf } = useGateway();

describe("logins through the tool", () => {
  let authorization: Authorization;
  let peer: Protected;
  beforeEach(async () => {
    authorization = await startAuthorization();
    peer = await startProtected(authorization);
    stops.push(peer.stop, authorization.stop);
  });
  const noDevice = { auth: { type: "oauth", scopes: ["mcp:tools"] } };

  test("begin, complete, call; no window, and no call before", async () => {
    configure({ remote: { url: peer.url, ...noDevice } });
    await open();
    expect(textOf(await mcp({ action: "list_tools", server: "remote" }))).toContain(
      "action login with server remote",
    );
    expect(await dataOf({ action: "status" })).toMatchObject([
      { name: "remote", status: "needs_auth", auth: { state: "none" } },
    ]);
    expect(textOf(await mcp({ action: "complete_login", server: "remote", redirect_url: "x" }))).toContain(
      "No login at remote",
    );
    const begun = await dataOf({ action: "login", server: "remote" });
    // The provider has a device endpoint, which goes before paste on a machine without a browser.
    expect(begun).toMatchObject({
      flow: "device",
      user_code: expect.any(String),
      expires_in: expect.any(Number),
    });
    expect(await dataOf({ action: "list_servers" })).toMatchObject([{ status: "login_pending" }]);
    await host().end();
    await open({}, hello, ["--auth", "paste"]);
    const paste = await dataOf({ action: "login", server: "remote" });
    expect(paste.flow).toBe("paste");
    const landed = await logIn(paste.authorize_url);
    expect(
      textOf(
        await mcp({
          action: "complete_login",
          server: "remote",
          redirect_url: landed.replace("state=", "state=x"),
        }),
      ),
    ).toContain("The login is still open");
    expect(await dataOf({ action: "complete_login", server: "remote", redirect_url: landed })).toEqual({
      ok: true,
    });
    expect((await dataOf({ action: "list_tools", server: "remote" })).tools).toHaveLength(3);
    expect(await dataOf({ action: "login", server: "remote" })).toEqual({ flow: "none" });
    expect(await dataOf({ action: "status", server: "remote" })).toMatchObject([
      { status: "connected", auth: { state: "valid" } },
    ]);
  });

  test("are refused for programs, and where they are switched off", async () => {
    configure({ small: stdio, remote: { url: peer.url } }, { allowLogin: false });
    await open();
    expect(textOf(await mcp({ action: "login", server: "remote" }))).toContain("switched off");
    await host().end();
    configure({ small: stdio });
    await open();
    expect(textOf(await mcp({ action: "login", server: "small" }))).toContain("has no login");
  });

  test("open one window a minute, however often a model asks; a profile has a login too", async () => {
    configure({ remote: { type: "profile", profile: "bandwidth", url: peer.url } });
    const log = join(home(), "windows");
    const BROWSER = `${process.execPath} ${fileURLToPath(new URL("support/browser.mjs", import.meta.url))}`;
    await open({ JACKFIELD_CONNECT_NO_BROWSER: "0", BROWSER, BROWSER_LOG: log, BROWSER_MODE: "look" });
    expect(await dataOf({ action: "login", server: "remote" })).toMatchObject({
      flow: "browser",
      opened: true,
    });
    const again = await dataOf({ action: "login", server: "remote" });
    expect(again).toMatchObject({ flow: "paste", opened: false });
    await until("the window", () => existsSync(log));
    expect(readFileSync(log, "utf8").trim().split("\n")).toHaveLength(1);
    expect(await dataOf({ action: "list_servers" })).toMatchObject([{ status: "login_pending" }]);
    const redirect_url = await logIn(again.authorize_url);
    expect(await dataOf({ action: "complete_login", server: "remote", redirect_url })).toEqual({ ok: true });
    expect(await dataOf({ action: "status" })).toMatchObject([{ auth: { state: "valid" } }]);
  });

  test("belong to one user of a bot, by a key from a variable or a header", async () => {
    configure({ remote: { url: peer.url, ...noDevice } }, { userKeyEnv: "CHAT_USER" });
    const begin = await run(["login", "remote", "--print-url"], env({ CHAT_USER: "alice" }));
    const landed = await logIn(begin.stdout.trim());
    expect(
      await run(["complete-login", "remote"], env({ CHAT_USER: "alice" }), { input: landed }),
    ).toMatchObject({ code: 0, stderr: "" });
    await open({ CHAT_USER: "alice" });
    expect((await dataOf({ action: "list_tools", server: "remote" })).tools).toHaveLength(3);
    await host().end();
    await open({ CHAT_USER: "bob" });
    expect(textOf(await mcp({ action: "list_tools", server: "remote" }))).toContain("asks for a login");
    await host().end();
    expect(await run(["status", "remote"], env())).toMatchObject({
      stdout: expect.stringContaining("The key of the user is missing"),
    });
    configure(
      { remote: { url: peer.url, ...noDevice, headers: { "X-User": `\${env:WHO}` } } },
      { userKeyHeader: "X-User" },
    );
    const keys = await Promise.all(
      ["alice", "bob"].map(
        async (WHO) =>
          JSON.parse((await run(["status", "remote", "--json"], env({ WHO }))).stdout).servers[0].key,
      ),
    );
    expect(new Set(keys).size).toBe(2);
  });
});
