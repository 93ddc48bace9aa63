import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import { issue, keyPem } from "../../packages/runtime/test/certificates.js";
import { runInspect } from "../src/cli/inspect.js";
import { loadConfig } from "../src/config/index.js";
import { createReport } from "../src/report/index.js";
import { ran } from "./command-run.js";

const authority = issue("Test authority");
const server = issue("Test server", authority);
const client = issue("Test client", authority);
const folder = mkdtempSync(join(tmpdir(), "jackfield-spec-certificate-"));
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text, { mode: 0o600 });
  return path;
};
const files = {
  SPEC_CERT: file("client.pem", client.cert),
  SPEC_KEY: file("client.key", keyPem(client)),
  SPEC_CA: file("ca.pem", authority.cert),
};
const locked = file("locked.key", keyPem(client, "passphrase-canary"));

const closing: (() => void)[] = [];
afterEach(() => {
  vi.unstubAllEnvs();
  for (const close of closing.splice(0)) close();
});
afterAll(() => rmSync(folder, { recursive: true }));

const spec = `openapi: 3.1.0
info: {title: Behind a certificate, version: "1"}
servers: [{url: "https://api.test"}]
paths: {/a: {get: {operationId: a, parameters: [{$ref: "parts.yaml#/size"}]}}}
`;

/** A TLS server that says whose certificate it saw with each path. */
const publisher = async ({ demand = true, redirect = "" } = {}) => {
  const seen: string[] = [];
  const tls = createServer(
    {
      cert: server.cert,
      key: keyPem(server),
      ca: [authority.cert],
      requestCert: true,
      rejectUnauthorized: demand,
    },
    (request, response) => {
      const { subject } = (request.socket as TLSSocket).getPeerCertificate(); // an HTTPS server has no other kind of socket
      seen.push(`${request.url} ${subject?.CN}`);
      if (redirect !== "") response.writeHead(302, { location: redirect }).end();
      else response.end(request.url === "/api.yaml" ? spec : "size: {name: size, in: query}\n");
    },
  ).listen(0, "127.0.0.1");
  await once(tls, "listening");
  closing.push(() => {
    tls.closeAllConnections();
    tls.close();
  });
  const { port } = tls.address() as AddressInfo; // a TCP server has no other kind of address
  return { url: `https://127.0.0.1:${port}/api.yaml`, seen };
};

const inspect = (url: string, variables: Readonly<Record<string, string>>, more: readonly string[] = []) => {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  const specCertEnv = ["cert=SPEC_CERT", "key=SPEC_KEY", "ca=SPEC_CA", ...more];
  return ran((session) => runInspect(url, { specCertEnv, allowPrivate: true }, session));
};

test("a spec and the files it refers to are read with the client certificate of the variables", async () => {
  const { url, seen } = await publisher();
  const { code, out, err } = await inspect(url, files);
  expect(err).toBe("");
  expect(code).toBe(0);
  expect(out).toContain("1 tool");
  expect(seen).toEqual(["/api.yaml Test client", "/parts.yaml Test client"]);
});

test("an encrypted key is opened with its passphrase, which shows nowhere", async () => {
  const { url, seen } = await publisher();
  const variables = { ...files, SPEC_KEY: locked };
  const more = ["passphrase=SPEC_PASSPHRASE"];
  expect((await inspect(url, { ...variables, SPEC_PASSPHRASE: "passphrase-canary" }, more)).code).toBe(0);
  expect(seen).toHaveLength(2);
  const wrong = await inspect(url, { ...variables, SPEC_PASSPHRASE: "wrong-canary" }, more);
  expect(wrong).toMatchObject({
    code: 3,
    err: expect.stringContaining("of SPEC_CERT and SPEC_KEY cannot be used"),
  });
  expect(JSON.stringify(wrong)).not.toContain("canary");
});

test("a redirect to another origin is not shown the certificate", async () => {
  const other = await publisher({ demand: false });
  const { url, seen } = await publisher({ redirect: other.url });
  // Without the certificate goes without its authority, so the other server is not even trusted.
  expect((await inspect(url, files)).code).toBe(3);
  expect(seen).toEqual(["/api.yaml Test client"]);
  expect(other.seen).toEqual([]);
});

test.each([
  ["a variable that is not set", { SPEC_KEY: "" }, "SPEC_KEY is not set"],
  ["a missing file", { SPEC_CERT: join(folder, "none") }, "SPEC_CERT names cannot be read (ENOENT)"],
  ["the key itself", { SPEC_KEY: keyPem(client) }, "SPEC_KEY contains PEM text"],
  ["the key of another", { SPEC_KEY: file("other.key", keyPem(issue("Other"))) }, "cannot be used"],
])("%s is named, and nothing is sent", async (_, wrong, said) => {
  const { url, seen } = await publisher();
  const { code, err } = await inspect(url, { ...files, ...wrong });
  expect(code).toBe(3);
  expect(err).toContain("load/unauthorized");
  expect(err).toContain(said);
  expect(err).not.toContain(folder);
  expect(seen).toEqual([]);
});

test.each([
  [["cert=SPEC_CERT"], "key"],
  [["cert=SPEC_CERT", "key"], "key"],
  [["cert=SPEC_CERT", "key=SPEC_KEY", "chain=X"], "chain"],
])("flags that make no certificate are a fault of usage: %j", async (specCertEnv, named) => {
  const { code, err } = await ran((session) => runInspect("https://127.0.0.1:1/a", { specCertEnv }, session));
  expect(code).toBe(2);
  expect(err).toContain("--spec-cert-env");
  expect(err).toContain(named);
});

test("a part that no certificate has is told, and nothing else", async () => {
  const specCertEnv = ["crt=SPEC_CERT", "key=SPEC_KEY"];
  const { code, err } = await ran((session) => runInspect("https://127.0.0.1:1/a", { specCertEnv }, session));
  expect(code).toBe(2);
  expect(err).toContain(
    'Option --spec-cert-env: there is no part "crt" (did you mean "cert"?); it takes cert=VAR, key=VAR, passphrase=VAR and ca=VAR.',
  );
  expect(err.match(/config\//g)).toHaveLength(1);
});

test("the config says the same", async () => {
  const { url } = await publisher();
  const path = file(
    "jackfield.config.json",
    JSON.stringify({
      name: "t",
      specs: [{ id: "t", from: url, certificateEnv: { cert: "SPEC_CERT", key: "SPEC_KEY", ca: "SPEC_CA" } }],
      output: "out",
      limits: { allowPrivate: true },
    }),
  );
  for (const [name, value] of Object.entries(files)) vi.stubEnv(name, value);
  const report = createReport();
  expect(await loadConfig({ folder, file: path }, report)).toBeDefined();
  const { code, err } = await ran((session) => runInspect(undefined, {}, session), { config: path });
  expect(err).toBe("");
  expect(code).toBe(0);
});
