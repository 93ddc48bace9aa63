import { writeFileSync } from "node:fs";
import { createServer as createHttp, type IncomingMessage, type Server } from "node:http";
import { createServer as createHttps } from "node:https";
import { type AddressInfo, connect } from "node:net";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { isInner } from "../src/http/guard.js";
import { proxyFor } from "../src/http/proxy.js";
import { cleanUp, type Host, hello, newHome, run, start } from "./support/bin.js";
import { makeCertificates } from "./support/certificates.js";
import { type Peer, startPeer, welcome } from "./support/peer.js";

let certificates: ReturnType<typeof makeCertificates>;
let peer: Peer;
let host: Host | undefined;
const servers: Server[] = [];
beforeAll(() => {
  certificates = makeCertificates();
});
beforeEach(async () => {
  peer = await startPeer();
});
afterEach(async () => {
  host?.child.kill("SIGKILL");
  await peer.stop();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});
afterAll(() => {
  certificates.remove();
  cleanUp();
});

const listen = async (server: Server): Promise<number> => {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port; // a TCP server has a port
};

/** The scripted peer behind TLS with a certificate of a private authority. */
const secure = async (): Promise<number> => {
  const target = new URL(peer.url);
  const forward = createHttps({ key: certificates.key, cert: certificates.cert });
  // Plain bytes after TLS: everything else is the peer's business.
  forward.removeAllListeners("request");
  forward.on("secureConnection", (socket) => {
    const plain = connect(Number(target.port), "127.0.0.1");
    socket.pipe(plain).pipe(socket);
    socket.on("error", () => plain.destroy());
    plain.on("error", () => socket.destroy());
  });
  return listen(forward);
};

/** A proxy that notes what it is asked for. Names lead to this machine. */
const proxy = async (): Promise<{ readonly url: string; readonly asked: string[] }> => {
  const asked: string[] = [];
  const server = createHttp((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const url = new URL(request.url ?? "");
    const target = connect(Number(url.port), "127.0.0.1");
    target.on("error", () => response.destroy());
    const head = [
      `${request.method} ${url.pathname} HTTP/1.1`,
      ...Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`),
      "connection: close",
      "",
      "",
    ];
    target.write(head.join("\r\n"));
    request.pipe(target, { end: false });
    target.pipe(response.socket ?? target);
  });
  server.on("connect", (request: IncomingMessage, socket) => {
    asked.push(`CONNECT ${request.url}`);
    const target = connect(Number(request.url?.split(":")[1]), "127.0.0.1", () =>
      socket.write("HTTP/1.1 200 OK\r\n\r\n"),
    );
    socket.pipe(target).pipe(socket);
    socket.on("error", () => target.destroy());
    target.on("error", () => socket.destroy());
  });
  return { url: `http://127.0.0.1:${await listen(server)}`, asked };
};

describe("a private certificate authority", () => {
  test("that is not known is an answer with the cause, the issuer and the remedy, and no hint to switch checks off", async () => {
    host = start([`https://localhost:${await secure()}/mcp`]);
    const { error } = await host.ask(1, "initialize", hello);
    expect(error?.code).toBe(-32000);
    expect(error?.message).toMatch(/TLS with localhost:\d+ failed: \S+.*--ca-file/);
    expect(error?.message).not.toMatch(/REJECT_UNAUTHORIZED|insecure/i);
    expect(await host.exited).toBe(6);
  });

  test.each([
    ["a flag", (ca: string) => ({ args: ["--ca-file", ca], env: {} })],
    ["a variable", (ca: string) => ({ args: [], env: { JACKFIELD_CONNECT_CA_FILE: ca } })],
  ])("can be added by %s", async (_, how) => {
    const { args, env } = how(certificates.ca);
    host = start([`https://localhost:${await secure()}/mcp`, ...args], env);
    expect((await host.open()).result).toEqual(welcome);
    expect((await host.ask(1, "tools/list")).result).toBeDefined();
  });

  test("can be that of one server of the configuration, for its connections and its logins", async () => {
    const home = newHome();
    const url = `https://localhost:${await secure()}/mcp`;
    const mcpServers = { own: { url, caFile: certificates.ca }, other: { url } };
    writeFileSync(join(home, "config.json"), JSON.stringify({ mcpServers }));
    const env = { JACKFIELD_CONNECT_HOME: home };
    expect(await run(["connect", "own"], env)).toMatchObject({ code: 0 });
    expect(await run(["doctor", "own"], env)).toMatchObject({ code: 0 });
    expect(await run(["connect", "other"], env)).toMatchObject({ code: 6 });
  });

  test("in a file without a certificate is an error that names the file", async () => {
    const file = join(newHome(), "not.pem");
    writeFileSync(file, "nothing");
    const { code, stderr } = await run(["connect", "https://localhost:9/mcp", "--ca-file", file]);
    expect([code, stderr]).toEqual([3, expect.stringContaining("not.pem holds no certificate")]);
  });
});

describe("a proxy", () => {
  test("carries https, with a private authority behind it", async () => {
    const { url, asked } = await proxy();
    const port = await secure();
    host = start([`https://mcp.example.com:${port}/mcp`, "--ca-file", certificates.ca], { HTTPS_PROXY: url });
    expect((await host.open()).result).toEqual(welcome);
    expect((await host.ask(1, "tools/list")).result).toBeDefined();
    expect(new Set(asked)).toEqual(new Set([`CONNECT mcp.example.com:${port}`]));
  });

  test("carries plain http, by flag; NO_PROXY keeps it out", async () => {
    const { url, asked } = await proxy();
    const { port } = new URL(peer.url);
    const address = `http://mcp.example.com:${port}/mcp`;
    const through = await run(["connect", address, "--allow-http", "--proxy", url]);
    expect(through).toMatchObject({ code: 0, stderr: "" });
    expect(asked[0]).toBe(`POST ${address}`);
    asked.length = 0;
    const direct = await run(["connect", address, "--allow-http", "--proxy", url, "--timeout", "2"], {
      NO_PROXY: ".example.com",
    });
    expect(direct.code).toBe(6);
    expect(asked).toEqual([]);
  });

  test("of a kind that is not supported, or no address at all, is a usage error", async () => {
    for (const bad of ["socks5://127.0.0.1:1", "http://"]) {
      const { code, stderr } = await run([
        "connect",
        "https://mcp.example.com/mcp",
        "--proxy",
        bad,
        "--timeout",
        "2",
      ]);
      expect([code, stderr.split("\n").length]).toEqual([3, expect.any(Number)]);
    }
  });

  test.each([
    ["https://a.example.com/", "", true],
    ["https://a.example.com/", "a.example.com", false],
    ["https://a.example.com/", "example.com", false],
    ["https://a.example.com/", ".example.com", false],
    ["https://aexample.com/", "example.com", true],
    ["https://a.example.com/", "*", false],
    ["https://a.example.com/", "a.example.com:8443", true],
    ["https://a.example.com:8443/", "a.example.com:8443", false],
    ["https://10.1.2.3/", "10.0.0.0/8", false],
    ["https://11.1.2.3/", "10.0.0.0/8", true],
    ["https://[2001:db8::1]/", "2001:db8::/32", false],
    ["http://localhost/", "", false],
    ["http://127.0.0.1/", "", false],
  ])("for %s with NO_PROXY %j: %s", (url, noProxy, used) => {
    const settings = { http: "http://p.example.com", https: "p.example.com:3128", noProxy };
    expect(proxyFor(new URL(url), settings) !== undefined).toBe(used);
  });
});

describe("addresses that a server may not lead to", () => {
  test.each([
    "127.0.0.1",
    "10.1.1.1",
    "172.20.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "::1",
    "fe80::1",
    "fd00::1",
    "::ffff:10.0.0.1",
  ])("%s", (address) => {
    expect(isInner(address)).toBe(true);
  });
  test.each(["8.8.8.8", "172.32.0.1", "2606:4700::1111", "::ffff:8.8.8.8"])(
    "but %s is outside",
    (address) => {
      expect(isInner(address)).toBe(false);
    },
  );

  const metadata = async (target: string, status = 401): Promise<string> => {
    peer.always("initialize", ({ status: answer }) =>
      answer(status, "", { "www-authenticate": `Bearer resource_metadata="${target}"` }),
    );
    host = start([peer.url, "--auth", "paste"]);
    return String((await host.ask(1, "initialize", hello)).error?.message);
  };
  test("metadata of another origin is not read", async () => {
    const other = await startPeer();
    expect(await metadata(`${new URL(other.url).origin}/.well-known/oauth-protected-resource`)).toContain(
      "another origin",
    );
    expect(other.seen).toEqual([]);
    await other.stop();
  });
  test("an authorization server inside the network is not asked on behalf of a public one", async () => {
    const { guardFor } = await import("../src/http/guard.js");
    const guard = guardFor(new URL("https://mcp.example.com/mcp"));
    for (const bad of [
      "http://as.example.com/",
      "https://127.0.0.1/",
      "https://169.254.169.254/latest",
      "https://[::1]/",
      "https://u:p@as.example.com/",
      "ftp://as.example.com/",
    ])
      expect(guard.check(new URL(bad))).toBeTypeOf("string");
    expect(guard.check(new URL("https://as.example.com/"))).toBeUndefined();
    const refusedLookup = await new Promise((resolve) => guard.lookup?.("localhost", { all: true }, resolve));
    expect(refusedLookup).toMatchObject({ code: "EBLOCKED" });
  });
  test("credentials do not follow a redirect", async () => {
    const other = await startPeer();
    peer.always("initialize", ({ status }) => status(307, "", { location: other.url }));
    host = start([peer.url, "--bearer-env", "T"], { T: "token-12345678" });
    expect((await host.ask(1, "initialize", hello)).error?.message).toContain("not followed");
    expect(other.seen).toEqual([]);
    await other.stop();
  });
});
