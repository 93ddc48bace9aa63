import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  type Authorization,
  type Protected,
  startAuthorization,
  startProtected,
} from "./support/authorization.js";
import { cleanUp, type Host, hello, newHome, run, start, until } from "./support/bin.js";
import { enterCode, logIn } from "./support/drive.mjs";

const browser = `${process.execPath} ${fileURLToPath(new URL("support/browser.mjs", import.meta.url))}`;
let authorization: Authorization;
let peer: Protected;
let home: string;
const hosts: Host[] = [];

beforeEach(async () => {
  home = newHome();
});
afterEach(async () => {
  for (const host of hosts.splice(0)) host.child.kill("SIGKILL");
  await peer?.stop();
  await authorization?.stop();
});
afterAll(cleanUp);

const serve = async (
  options: Parameters<typeof startAuthorization>[0] = {},
  scopes?: readonly string[],
): Promise<void> => {
  authorization = await startAuthorization(options);
  peer = await startProtected(authorization, scopes);
};
const windows = (): readonly string[] => {
  const file = join(home, "windows");
  return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
};
const env = (more: Record<string, string> = {}): Record<string, string> => ({
  JACKFIELD_CONNECT_HOME: home,
  ...more,
});
const withBrowser = (mode = "login"): Record<string, string> =>
  env({
    JACKFIELD_CONNECT_NO_BROWSER: "0",
    BROWSER: browser,
    BROWSER_LOG: join(home, "windows"),
    BROWSER_MODE: mode,
  });
const open = (args: readonly string[] = [], environment = withBrowser()): Host => {
  const host = start([peer.url, ...args], environment);
  hosts.push(host);
  return host;
};
const tokenFile = (): string => join(home, "auth", readdirSync(join(home, "auth"))[0] ?? "");
const token = (): Record<string, unknown> => JSON.parse(readFileSync(tokenFile(), "utf8"));
const call = (host: Host, id: string | number, name = "echo") =>
  host.ask(id, "tools/call", { name, arguments: { id } });

describe("a login in the browser", () => {
  test("registers, logs in, connects; the next start needs nobody", async () => {
    await serve({}, ["mcp:tools"]);
    const host = open();
    expect((await host.open()).result).toBeDefined();
    expect((await call(host, 1)).result).toBeDefined();
    expect(await host.end()).toBe(0);
    expect(windows()).toHaveLength(1);
    const url = new URL(windows()[0] ?? "");
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      response_type: "code",
      code_challenge_method: "S256",
      resource: peer.url,
      scope: "mcp:tools offline_access",
      redirect_uri: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/callback$/),
    });
    expect(url.searchParams.get("state")?.length).toBeGreaterThanOrEqual(22);
    expect(authorization.count("POST /reg")).toBe(1);
    expect(statSync(tokenFile()).mode & 0o777).toBe(0o600);
    expect(
      existsSync(join(home, "pending"))
        ? readdirSync(join(home, "pending")).flatMap((key) => readdirSync(join(home, "pending", key)))
        : [],
    ).toEqual([]);
    const again = open();
    expect((await again.open()).result).toBeDefined();
    expect(windows()).toHaveLength(1);
    const secrets = [token().accessToken, token().refreshToken].map(String);
    for (const secret of secrets)
      expect(host.stderr() + again.stderr() + host.raw.join()).not.toContain(secret);
  });

  test("of 20 processes at once opens one window, and connects all of them", async () => {
    await serve();
    const all = Array.from({ length: 20 }, () => open());
    const answers = await Promise.all(all.map((host) => host.open()));
    expect(answers.filter(({ result }) => result !== undefined)).toHaveLength(20);
    expect(windows()).toHaveLength(1);
    expect(authorization.grants).toEqual(["authorization_code"]);
  }, 120_000);

  test("whose process was killed is finished by another process, by paste", async () => {
    await serve();
    const host = open([], withBrowser("look"));
    host.send({ id: 1, method: "initialize", params: hello });
    await until("the window", () => windows().length === 1);
    host.child.kill("SIGKILL");
    await host.exited;
    const landed = await logIn(windows()[0] ?? "");
    const wrong = await run(["complete-login", peer.url], env(), {
      input: `${landed.replace("state=", "state=x")}\n`,
    });
    expect([wrong.code, wrong.stdout]).toEqual([5, ""]);
    expect(wrong.stderr).toContain("does not match any login");
    const done = await run(["complete-login", peer.url], env(), { input: `${landed}\n` });
    expect(done.stderr).toBe("");
    expect(done.code).toBe(0);
    expect(done.stdout).toContain("logged in");
    const next = open([], env());
    expect((await next.open()).result).toBeDefined();
  });

  test("whose process was killed is taken over by the next start, at the same port", async () => {
    await serve();
    const host = open([], withBrowser("look"));
    host.send({ id: 1, method: "initialize", params: hello });
    await until("the window", () => windows().length === 1);
    host.child.kill("SIGKILL");
    await host.exited;
    const next = open([], withBrowser("look"));
    const answer = next.open();
    await until("the listener", () => next.stderr().includes("waiting for a login"));
    await fetch(await logIn(windows()[0] ?? ""));
    expect((await answer).result).toBeDefined();
    expect(windows()).toHaveLength(1);
  });

  test("that is refused says so, and nothing is opened again", async () => {
    await serve();
    const host = open([], withBrowser("look"));
    const answer = host.ask(1, "initialize", hello);
    await until("the window", () => windows().length === 1);
    const asked = new URL(windows()[0] ?? "").searchParams;
    const back = new URL(asked.get("redirect_uri") ?? "");
    for (const [name, value] of Object.entries({
      state: asked.get("state") ?? "",
      iss: authorization.issuer,
      error: "access_denied",
      error_description: "\u001b[31mno",
    }))
      back.searchParams.set(name, value);
    expect((await fetch(back)).status).toBe(200);
    expect((await answer).error).toMatchObject({
      code: -32010,
      message: expect.stringContaining("access_denied: no"),
    });
    expect(await host.exited).toBe(4);
  });
});

describe("a login without a browser", () => {
  test("by paste: the answer to initialize holds the address and the command; a paste finishes it", async () => {
    await serve();
    const host = open(["--auth", "paste"], env());
    const { error } = await host.ask(1, "initialize", hello);
    expect(error).toMatchObject({
      code: -32010,
      data: { source: "connect", command: `jackfield-connect complete-login ${peer.url}` },
    });
    expect(await host.exited).toBe(4);
    const landed = await logIn(String(error?.data?.loginUrl));
    const done = await run(["complete-login", peer.url], env(), { input: landed });
    expect(done).toMatchObject({ code: 0, stderr: "" });
    expect((await open([], env()).open()).result).toBeDefined();
  });

  test("by paste, in one command", async () => {
    await serve();
    const host = start(["login", peer.url, "--paste"], env());
    hosts.push(host);
    await until("the address", () => /https?:\/\/127\.0\.0\.1:\d+\/auth\?\S+/.test(host.stderr()));
    const [address = ""] = /https?:\/\/127\.0\.0\.1:\d+\/auth\?\S+/.exec(host.stderr()) ?? [];
    const landed = await logIn(address);
    host.write("nonsense\n");
    await until("the complaint", () => host.stderr().includes("not accepted"));
    const { search } = new URL(landed);
    host.write(`${search}\n`);
    expect(await host.exited).toBe(0);
    expect(token()).toMatchObject({ issuer: authorization.issuer, generation: 1 });
  });

  test("by device code: poll, another device, done", async () => {
    await serve();
    const host = start(["login", peer.url, "--device"], env());
    hosts.push(host);
    await until("the code", () => /enter the code \S+/.test(host.stderr()));
    const [, url = "", code = ""] =
      /Open (\S+) on any device and enter the code (\S+)/.exec(host.stderr()) ?? [];
    expect(await enterCode(url, code)).toMatch(/success/i);
    expect(await host.exited).toBe(0);
    expect((await open([], env()).open()).result).toBeDefined();
    expect(authorization.grants.at(-1)).toBe("urn:ietf:params:oauth:grant-type:device_code");
  }, 60_000);

  test("in a bridge by device code: the answer holds the code, and the next start is logged in", async () => {
    await serve();
    const { error } = await open([], env()).ask(1, "initialize", hello);
    expect(error?.data).toMatchObject({
      userCode: expect.stringMatching(/\w/),
      loginUrl: expect.stringContaining("/device"),
    });
    await enterCode(String(error?.data?.loginUrl), String(error?.data?.userCode));
    expect((await open([], env()).open()).result).toBeDefined();
  });
});

describe("the client", () => {
  const fixed = (port: number, more: object = {}) => ({
    client_id: "fixed",
    token_endpoint_auth_method: "none",
    application_type: "native",
    grant_types: ["authorization_code", "refresh_token"],
    redirect_uris: [`http://127.0.0.1:${port}/callback`],
    ...more,
  });

  test("that the user registered is used, with its secret", async () => {
    await serve({
      registration: false,
      clients: [
        fixed(33_499, {
          client_secret: "secret-of-the-client",
          token_endpoint_auth_method: "client_secret_basic",
          application_type: "web",
          redirect_uris: ["http://127.0.0.1:33499/callback"],
        }),
      ],
    });
    const args = ["--client-id", "fixed", "--client-secret-env", "SECRET", "--callback-port", "33499"];
    const host = open(args, { ...withBrowser(), SECRET: "secret-of-the-client" });
    expect((await host.open()).result).toBeDefined();
    expect(readFileSync(tokenFile(), "utf8")).not.toContain("secret-of-the-client");
  });

  test("cannot be made where the server registers none: the answer says what to do", async () => {
    await serve({ registration: false });
    const { error } = await open().ask(1, "initialize", hello);
    expect(error).toMatchObject({ code: -32010, message: expect.stringContaining("--client-id") });
    expect(windows()).toEqual([]);
  });

  test("is reused, also when its port is taken; a port that was asked for must be free", async () => {
    await serve();
    await open().open();
    const clients = readdirSync(join(home, "clients"));
    const file = JSON.parse(readFileSync(join(home, "clients", clients[0] ?? ""), "utf8"));
    const port = Number(new URL(file.registrations[0].redirectUris[0]).port);
    const { createServer } = await import("node:http");
    const squatter = createServer().listen(port, "127.0.0.1");
    await new Promise((resolve) => squatter.once("listening", resolve));
    await run(["logout", peer.url], env());
    const again = await run(["login", peer.url, "--browser"], withBrowser());
    expect(again).toMatchObject({ code: 0 });
    expect(authorization.count("POST /reg")).toBe(1);
    const taken = await run(
      ["login", peer.url, "--browser", "--force", "--client-id", "x", "--callback-port", String(port)],
      withBrowser(),
    );
    expect(taken.code).toBe(5);
    expect(taken.stderr).toContain(`Port ${port} is taken`);
    squatter.close();
  });
});

test("more rights: a step-up asks for the union, and the call goes out once more", async () => {
  await serve({}, ["mcp:tools"]);
  const host = open();
  await host.open();
  expect(String(token().scope)).not.toContain("mcp:admin");
  // The rule of one window a minute holds for logins that nobody asked for.
  writeFileSync(join(home, "browser.json"), JSON.stringify({ schema: 1, opens: {} }));
  const answer = await call(host, 1, "admin");
  expect(answer.result).toBeDefined();
  expect(token().scope).toContain("mcp:tools");
  expect(token().scope).toContain("mcp:admin");
  expect(peer.seen.filter(({ message }) => message.params?.name === "admin")).toHaveLength(2);
});

test("a second window within a minute is not opened: the host gets the address instead", async () => {
  await serve({}, ["mcp:tools"]);
  const host = open();
  await host.open();
  const { error } = await call(host, 1, "admin");
  expect(error).toMatchObject({ code: -32010, data: { loginUrl: expect.stringContaining("mcp%3Aadmin") } });
  expect(windows()).toHaveLength(1);
});

test("always 401: no login without end, an answer, an end", async () => {
  await serve();
  const deny = peer.guard;
  peer.guard = async (exchange) => {
    if (exchange.request.url?.startsWith("/.well-known")) return deny?.(exchange) ?? true;
    exchange.status(401, "", { "www-authenticate": "Bearer" });
    return false;
  };
  const host = open();
  const { error } = await host.ask(1, "initialize", hello);
  expect(error?.code).toBe(-32010);
  expect(await host.exited).toBe(4);
  expect(peer.seen.filter(({ verb }) => verb === "POST")).toHaveLength(2);
  expect(windows()).toHaveLength(1);
});

test.each([
  ["of one server", () => [peer.url]],
  ["everywhere", () => ["--all"]],
])("logout %s deletes, and revokes on request", async (_, which) => {
  await serve();
  await open().open();
  const out = await run(["logout", ...which(), "--revoke"], env());
  expect(out).toMatchObject({ code: 0, stderr: "" });
  expect(readdirSync(join(home, "auth"))).toEqual([]);
  expect(authorization.count("POST /token/revocation")).toBe(2);
});

test("with --auth tool the login is two tools of the bridge, and the server takes their place", async () => {
  await serve();
  const host = open(["--auth", "tool"], env());
  const welcome = await host.open();
  expect(welcome.result?.instructions).toContain("Not connected yet");
  const named = async (id: string) => {
    const { result } = await host.ask(id, "tools/list");
    return Array.isArray(result?.tools) ? result.tools.map(({ name }) => name) : [];
  };
  expect(await named("first")).toEqual(["login", "complete_login"]);
  const textOf = (line: Awaited<ReturnType<Host["ask"]>>): string => JSON.stringify(line.result?.content);
  expect((await host.ask("early", "tools/call", { name: "echo" })).error?.message).toContain(
    "Not connected yet",
  );
  expect(
    textOf(
      await host.ask("wrong", "tools/call", { name: "complete_login", arguments: { redirect_url: "x" } }),
    ),
  ).toContain("No login");
  const begun = await host.ask("begin", "tools/call", { name: "login", arguments: {} });
  const content = begun.result?.content;
  const flow = JSON.parse(Array.isArray(content) ? content[0].text : "{}");
  expect(flow.flow).toBe("device");
  await enterCode(flow.verification_uri, flow.user_code);
  await host.next("the note", ({ method }) => method === "notifications/tools/list_changed");
  expect(await named("second")).toEqual(["echo", "read", "delete_all"]);
  expect((await call(host, 9)).result).toBeDefined();
  expect(host.lines.filter(({ id }) => id === "init")).toHaveLength(1);
  const byVariable = start(["--auth", "tool"], { JACKFIELD_CONNECT_URL: peer.url });
  hosts.push(byVariable);
  // A host in a hurry asks before it has been welcomed.
  const early = [byVariable.open(), byVariable.ask("early", "tools/list")] as const;
  const [welcomed, list] = await Promise.all(early);
  expect(welcomed.result?.instructions).toContain("Not connected yet");
  expect(JSON.stringify(list.result)).toContain("complete_login");
}, 60_000);
