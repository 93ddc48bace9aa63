import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import type { SecurityRequirement, SecurityScheme } from "@jackfield/contract";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { issue, keyPem } from "./certificates.js";
import { callerFor, endAll, json } from "./loopback.js";

const folder = mkdtempSync(join(tmpdir(), "jackfield-tls-"));
const authority = issue("Test authority");
const server = issue("Test server", authority);
const client = issue("Test client", authority);
const stranger = issue("Stranger");

const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text, { mode: 0o600 });
  return path;
};
const files = {
  ca: file("ca.pem", authority.cert),
  cert: file("client.pem", client.cert),
  key: file("client.key", keyPem(client)),
  locked: file("locked.key", keyPem(client, "passphrase-canary")),
  otherKey: file("other.key", keyPem(stranger)),
  otherCert: file("other.pem", stranger.cert),
};
const environment = { EX_CERT: files.cert, EX_KEY: files.key, EX_CA: files.ca };

const schemes = {
  tls: {
    type: "mutualTls",
    variables: { cert: "EX_CERT", key: "EX_KEY", passphrase: "EX_PASSPHRASE", ca: "EX_CA" },
  },
  key: { type: "apiKey", in: "header", name: "X-Key", variables: { key: "EX_API_KEY" } },
} as const satisfies Record<string, SecurityScheme>;

const closing: (() => void)[] = [];
afterEach(async () => {
  await endAll();
  for (const close of closing.splice(0)) close();
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A TLS server that says whose certificate it saw; `redirect` sends callers on. */
const listenTls = async (options: { readonly demand?: boolean; readonly redirect?: string } = {}) => {
  const seen: (string | undefined)[] = [];
  const tls = createServer(
    {
      cert: server.cert,
      key: keyPem(server),
      ca: [authority.cert],
      requestCert: true,
      rejectUnauthorized: options.demand ?? true,
    },
    (request, response) => {
      const socket = request.socket as TLSSocket; // an HTTPS server has no other kind of socket
      const name = socket.getPeerCertificate().subject?.CN;
      const subject = Array.isArray(name) ? name[0] : name;
      seen.push(subject);
      if (options.redirect !== undefined) response.writeHead(302, { location: options.redirect }).end();
      else json(response, 200, { subject, key: request.headers["x-key"] });
    },
  ).listen(0, "127.0.0.1");
  await once(tls, "listening");
  closing.push(() => {
    tls.closeAllConnections();
    tls.close();
  });
  const { port } = tls.address() as AddressInfo; // a TCP server has no other kind of address
  return { url: `https://127.0.0.1:${port}`, seen };
};

const ask = async (
  url: string,
  variables: Record<string, string>,
  security: readonly SecurityRequirement[] = [{ tls: [] }],
) => {
  const { call, log } = callerFor({ url, api: { security, schemes }, options: { environment: variables } });
  return { result: await call("get"), log };
};

describe("mutual TLS", () => {
  it("shows the certificate of the variables, on connections that are kept", async () => {
    const { url, seen } = await listenTls();
    const { call } = callerFor({
      url,
      api: { security: [{ tls: [] }], schemes },
      options: { environment },
    });
    const results = await Promise.all(Array.from({ length: 20 }, () => call("get")));
    expect(results.every(({ isError }) => isError === undefined)).toBe(true);
    expect(new Set(seen)).toEqual(new Set(["Test client"]));
  });

  it("opens an encrypted key with the passphrase, which shows nowhere", async () => {
    const { url } = await listenTls();
    const locked = { ...environment, EX_KEY: files.locked };
    const { result } = await ask(url, { ...locked, EX_PASSPHRASE: "passphrase-canary" });
    expect(result.structuredContent).toMatchObject({ subject: "Test client" });
    for (const passphrase of ["wrong-canary", ""]) {
      const failed = await ask(url, { ...locked, EX_PASSPHRASE: passphrase });
      expect(failed.result.structuredContent).toMatchObject({
        code: "auth",
        error: expect.stringContaining("EX_CERT and EX_KEY cannot be used"),
        recovery: expect.stringContaining("EX_PASSPHRASE"),
      });
      expect(JSON.stringify(failed)).not.toContain("canary");
    }
  });

  it("goes together with other schemes of a requirement, and is left out where an alternative is chosen", async () => {
    const { url, seen } = await listenTls({ demand: false });
    const withKey = { ...environment, EX_API_KEY: "key-canary" };
    const both = await ask(url, withKey, [{ tls: [], key: [] }]);
    expect(both.result.structuredContent).toEqual({ subject: "Test client", key: "***" });
    // The authority is trusted only together with the certificate.
    const { result } = await ask(url, withKey, [{ key: [] }, { tls: [] }]);
    expect(result.structuredContent).toMatchObject({
      code: "network",
      error: expect.stringContaining("TLS"),
    });
    expect(seen).toEqual(["Test client"]);
    const missing = await ask(url, { EX_CERT: files.cert }, [{ tls: [] }]);
    expect(missing.result.structuredContent?.recovery).toContain("EX_CERT and EX_KEY");
  });

  it("does not follow a redirect to another origin", async () => {
    const other = await listenTls({ demand: false });
    const { url } = await listenTls({ redirect: `${other.url}/there` });
    const { result } = await ask(url, environment);
    // Without the certificate goes without its authority, so the other server is not even trusted.
    expect(result.structuredContent).toMatchObject({ code: "network" });
    expect(other.seen).toEqual([]);
  });

  it("refused by the server is a fault of the network, not a crash", async () => {
    const { url, seen } = await listenTls();
    const variables = { EX_CERT: files.otherCert, EX_KEY: files.otherKey, EX_CA: files.ca };
    const { result } = await ask(url, variables);
    expect(result.structuredContent).toMatchObject({ code: "network" });
    expect(seen).toEqual([]);
  });

  it.each<[string, Record<string, string>, string]>([
    [
      "a missing file",
      { EX_CERT: join(folder, "none") },
      "The file that EX_CERT names cannot be read (ENOENT)",
    ],
    ["a folder", { EX_KEY: folder }, "The file that EX_KEY names cannot be read (EISDIR)"],
    ["the wrong kind of file", { EX_KEY: files.cert }, "EX_KEY names holds no private key"],
    ["no certificate at all", { EX_CA: files.key }, "EX_CA names holds no certificate"],
    ["the key of another", { EX_KEY: files.otherKey }, "EX_CERT and EX_KEY cannot be used"],
    ["the key itself", { EX_KEY: keyPem(client) }, "EX_KEY contains PEM text"],
  ])("names the setting for %s, and repeats neither path nor key", async (_, wrong, said) => {
    const { url, seen } = await listenTls();
    const { result, log } = await ask(url, { ...environment, ...wrong });
    expect(result.structuredContent).toMatchObject({ code: "auth", error: expect.stringContaining(said) });
    const shown = JSON.stringify([result, log]);
    expect(shown).not.toContain(folder);
    expect(shown).not.toContain("PRIVATE KEY");
    expect(seen).toEqual([]);
  });
});
