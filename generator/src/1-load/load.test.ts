import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { createServer as createHttps } from "node:https";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { issue, keyPem } from "../../../packages/runtime/test/certificates.js";
import { fromFlags } from "../config/index.js";
import { createReport } from "../report/index.js";
import { load, processIo } from "./index.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "jackfield-load-"));
});
afterEach(() => rm(folder, { recursive: true }));

const put = async (path: string, content: string | Uint8Array): Promise<void> => {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), content);
};

const loadFrom = async (from: string, limits: object = {}, io: object = {}, more: object = {}) => {
  const report = createReport();
  const config = fromFlags({ spec: "x.yaml" }, folder, report);
  if (!config) throw new Error("the flags of the test are wrong");
  const source = { id: "x", from, folder, ...more };
  const [spec] = await load([source], { ...config.limits, ...limits }, report, {
    ...processIo(),
    env: {},
    ...io,
  });
  return {
    spec,
    said: report.diagnostics.map(({ code, message }) => `${code} ${message}`),
    diagnostics: report.diagnostics,
  };
};

const tiny = "openapi: 3.1.0\ninfo: {title: T, version: 1.0}\npaths: {}\n";

describe("sources", () => {
  test("a file is named by its path and known by its hash", async () => {
    await put("specs/a.yaml", tiny);
    const { spec, said } = await loadFrom("specs/a.yaml");
    expect(said).toEqual([]);
    expect(spec).toMatchObject({
      id: "x",
      version: "3.1",
      source: "specs/a.yaml",
      document: { info: { version: "1.0" } },
    });
    expect(spec?.hash).toMatch(/^sha256-[0-9a-f]{64}$/);
    expect(spec?.locate("/paths")).toEqual({ line: 3, column: 1 });
  });

  test("standard input", async () => {
    const { spec } = await loadFrom(
      "-",
      {},
      { stdin: Readable.from([Buffer.from(tiny.slice(0, 9)), Buffer.from(tiny.slice(9))]) },
    );
    expect(spec).toMatchObject({ file: "stdin", source: "stdin", version: "3.1" });
  });

  test("npm: finds the package from the source's folder upwards, scoped ones too", async () => {
    await put("node_modules/@acme/specs/package.json", "{}");
    await put("node_modules/@acme/specs/v1/a.yaml", tiny);
    expect((await loadFrom("npm:@acme/specs/v1/a.yaml")).spec).toMatchObject({
      source: "npm:@acme/specs/v1/a.yaml",
    });
    expect((await loadFrom("npm:@acme/other/a.yaml")).said).toEqual([
      "load/not-found Cannot read npm:@acme/other/a.yaml: @acme/other is not installed.",
    ]);
  });

  test("npm: does not lead out of its package, not even through a link", async () => {
    await put("node_modules/pack/package.json", "{}");
    await put("secret.yaml", tiny);
    await symlink(join(folder, "secret.yaml"), join(folder, "node_modules/pack/link.yaml"));
    expect((await loadFrom("npm:pack/../../secret.yaml")).said[0]).toMatch(
      /^load\/refused .*leads out of the package/,
    );
    expect((await loadFrom("npm:pack/link.yaml")).said[0]).toMatch(/^load\/refused .*is outside/);
    expect((await loadFrom("npm:pack")).said[0]).toMatch(/^load\/not-found .*npm:package\/file/);
  });

  test.each([
    ["missing.yaml", "load/not-found"],
    [".", "load/not-found"],
    ["ftp://example.com/a.yaml", "load/refused"],
  ])("%s cannot be read: %s", async (from, code) => {
    const { spec, said } = await loadFrom(from);
    expect(spec).toBeUndefined();
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(new RegExp(`^${code} `));
  });

  test.each([
    ["file://host/a.yaml", /a file: address has no host/],
    ["file:///a%2Fb.yaml", /a file: address has no host and no encoded slash/],
    ["file:///nowhere/a.yaml", /there is no such file/],
    ["/dev/zero", /it is not a regular file/],
  ])("%s cannot be read, which is not a bug of Jackfield", async (from, reason) => {
    const { said } = await loadFrom(from);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/^load\/not-found /);
    expect(said[0]).toMatch(reason);
  });

  test("a file: address of this machine is a file", async () => {
    await put("a b.yaml", tiny);
    expect((await loadFrom(pathToFileURL(join(folder, "a b.yaml")).href)).spec).toMatchObject({
      version: "3.1",
    });
  });

  test("a pipe is not waited for, neither as a source nor as a file that is referred to", async () => {
    execFileSync("mkfifo", [join(folder, "pipe.yaml")]);
    expect((await loadFrom("pipe.yaml")).said[0]).toMatch(/^load\/not-found .*it is not a regular file/);
    await put("a.yaml", `${tiny}components: {schemas: {A: {$ref: pipe.yaml}}}\n`);
    expect((await loadFrom("a.yaml")).said[0]).toMatch(/^load\/ref-unreadable .*it is not a regular file/);
  });

  test("a file whose size says nothing is read to its end, and no further than the limit", async () => {
    expect((await loadFrom("/proc/self/status")).said[0]).toMatch(/^load\/(not-openapi|syntax)/);
    expect((await loadFrom("/proc/self/status", { maxBytes: 20 })).said[0]).toMatch(/^load\/too-large/);
  });

  test("a file over the size limit is not read", async () => {
    await put("a.yaml", tiny);
    expect((await loadFrom("a.yaml", { maxBytes: 10 })).said[0]).toMatch(
      /^load\/too-large a.*larger than 10 bytes|too-large/,
    );
  });
});

describe("documents that are none", () => {
  test.each([
    ["", "load/empty The document is empty."],
    ["  \n\n", "load/empty The document is empty."],
    ["# only a comment\n", "load/empty The document is empty."],
    ["[]", "load/not-openapi Not an OpenAPI document: a list of 0 values."],
    ["hello", "load/not-openapi Not an OpenAPI document: a single string."],
    ["<!DOCTYPE html><p>a: b: c", "load/not-openapi Not an OpenAPI document: an HTML or XML page."],
    ["openapi: 9.0.0", "load/unsupported-version OpenAPI version 9.0.0 is not supported."],
    [
      "openapi: 3.0.0\nopenapi: 3.1.0\n",
      "load/duplicate-key Key `openapi` occurs twice: in line 1 and in line 2.",
    ],
  ])("%j: %s", async (text, message) => {
    await put("a.yaml", text);
    const { spec, said } = await loadFrom("a.yaml");
    expect(spec).toBeUndefined();
    expect(said).toEqual([message]);
  });

  test("a syntax error has a line and a column, a binary file a name", async () => {
    await put("a.json", '{"openapi": "3.0.0",\n "paths": {,}}');
    expect((await loadFrom("a.json")).diagnostics[0]).toMatchObject({
      code: "load/syntax",
      at: { line: 2, column: 12 },
    });
    await put("b.yaml", Uint8Array.from([0x1f, 0x8b, 8]));
    expect((await loadFrom("b.yaml")).said).toEqual(["load/not-text Not a text document: a gzip archive."]);
  });

  test("one bad source does not keep the others from loading", async () => {
    await put("good.yaml", tiny);
    const report = createReport();
    const config = fromFlags({ spec: "x.yaml" }, folder, report);
    if (!config) throw new Error("the flags of the test are wrong");
    const sources = ["none.yaml", "good.yaml"].map((from, index) => ({ id: `s${index}`, from, folder }));
    const specs = await load(sources, config.limits, report);
    expect(specs.map(({ id }) => id)).toEqual(["s1"]);
    expect(report.hasErrors()).toBe(true);
  });
});

describe("the network", () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close().closeAllConnections();
  });
  const serve = async (listener: RequestListener): Promise<string> => {
    const server = createServer(listener).listen(0, "127.0.0.1");
    servers.push(server);
    await once(server, "listening");
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // listening on TCP
  };
  const open = { allowPrivate: true };

  test("a loopback address is read only when private addresses are allowed", async () => {
    const seen: string[] = [];
    const base = await serve((request, response) => {
      seen.push(`${request.url} ${request.headers.authorization}`);
      response.end(gzipSync(tiny).length && tiny);
    });
    const url = `${base.replace("//", "//user:pass%21@")}/specs/a.yaml?token=secret`;
    const refused = await loadFrom(url);
    expect(refused.said).toEqual([`load/refused Refused to read ${base}/specs/a.yaml: it is not https.`]);
    expect(seen).toEqual([]);
    const { spec } = await loadFrom(url, open);
    expect(spec).toMatchObject({
      file: `${base}/specs/a.yaml`,
      source: `${base}/specs/a.yaml`,
      url: `${base}/specs/a.yaml`,
    });
    expect(seen).toEqual([
      `/specs/a.yaml?token=secret Basic ${Buffer.from("user:pass!").toString("base64")}`,
    ]);
  });

  test.each(["10.0.0.8", "127.0.0.1", "169.254.169.254", "::1"])(
    "a name that resolves to %s is not connected to",
    async (address) => {
      const lookup = (_: string, __: object, done: (problem: null, found: object[]) => void) =>
        done(null, [{ address, family: address.includes(":") ? 6 : 4 }]);
      const { said } = await loadFrom("https://specs.example.com/a.yaml", {}, { lookup });
      expect(said).toEqual([
        `load/refused Refused to read https://specs.example.com/a.yaml: its address ${address} is not a public one.`,
      ]);
    },
  );

  test.each([
    "https://10.0.0.8/a",
    "https://[::1]/a",
    "https://169.254.169.254/a",
    "https://2130706433/a",
    "http://example.com/a",
  ])("%s is not even tried", async (url) => {
    expect((await loadFrom(url)).said[0]).toMatch(/^load\/refused /);
  });

  test("link-local addresses stay closed when private ones are open, behind redirects too", async () => {
    const base = await serve((_, response) =>
      response.writeHead(302, { location: "https://169.254.169.254/x" }).end(),
    );
    expect((await loadFrom(`${base}/a`, open)).said).toEqual([
      "load/refused Refused to read https://169.254.169.254/x: its address is not a public one.",
    ]);
    const plain = await serve((_, response) =>
      response.writeHead(302, { location: "http://example.com/x" }).end(),
    );
    expect((await loadFrom(`${plain}/a`, open)).said[0]).toMatch(/http:\/\/example\.com\/x: it is not https/);
  });

  test("redirects are followed so far, and relative addresses then start from the last one", async () => {
    const base = await serve((request, response) => {
      const hop = Number(request.url?.slice(1));
      if (hop > 0) response.writeHead(307, { location: `/${hop - 1}` }).end();
      else response.end(tiny);
    });
    expect((await loadFrom(`${base}/5`, open)).spec).toMatchObject({ url: `${base}/0` });
    expect((await loadFrom(`${base}/6`, open)).said[0]).toMatch(/redirects more than 5 times/);
  });

  test("size counts decoded bytes, and time counts everything", async () => {
    const bomb = await serve((_, response) =>
      response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(Buffer.alloc(3_000_000))),
    );
    expect((await loadFrom(`${bomb}/a`, { ...open, maxBytes: 100_000 })).said[0]).toMatch(/^load\/too-large/);
    const endless = await serve((_, response) => {
      const timer = setInterval(() => response.write(Buffer.alloc(60_000)), 1);
      response.on("close", () => clearInterval(timer));
    });
    expect((await loadFrom(`${endless}/a`, { ...open, maxBytes: 100_000 })).said[0]).toMatch(
      /^load\/too-large/,
    );
    const silent = await serve(() => {});
    expect((await loadFrom(`${silent}/a`, { ...open, timeoutMs: 100 })).said[0]).toMatch(
      /^load\/timeout .*within 0.1 s/,
    );
  });

  test.each([401, 403])("%i asks for credentials", async (status) => {
    const base = await serve((_, response) => response.writeHead(status).end());
    const { said, diagnostics } = await loadFrom(`${base}/a`, open);
    expect(said).toEqual([`load/unauthorized Cannot read ${base}/a: the server answered ${status}.`]);
    expect(diagnostics[0]?.fix).toContain("--spec-header-env Authorization=VARIABLE");
  });

  test("headers of a source go to its own origin only, references and redirects included", async () => {
    const seen: string[] = [];
    const note = (request: IncomingMessage): void => {
      seen.push(`${request.url} ${request.headers["x-key"]}`);
    };
    const other = await serve((request, response) => {
      note(request);
      response.end("type: string\n");
    });
    const base = await serve((request, response) => {
      note(request);
      if (request.url === "/a.yaml") response.end(`${tiny}components: {schemas: {A: {$ref: b.yaml}}}\n`);
      else response.writeHead(307, { location: `${other}/c.yaml` }).end();
    });
    const headerEnv = { "x-key": "SPEC_KEY" };
    const { spec, said } = await loadFrom(
      `${base}/a.yaml`,
      open,
      { env: { SPEC_KEY: "s3cret" } },
      { access: { headerEnv } },
    );
    expect(said).toEqual([]);
    expect(spec?.document).toMatchObject({ components: { schemas: { A: { type: "string" } } } });
    expect(seen).toEqual(["/a.yaml s3cret", "/b.yaml s3cret", "/c.yaml undefined"]);
  });

  test.each([{}, { SPEC_KEY: "" }])(
    "a variable that is not set is named, and nothing is sent: %j",
    async (env) => {
      const base = await serve((_, response) => response.end(tiny));
      const { said } = await loadFrom(
        `${base}/a`,
        open,
        { env },
        { access: { headerEnv: { "x-key": "SPEC_KEY" } } },
      );
      expect(said[0]).toMatch(/^load\/unauthorized .*the environment variable SPEC_KEY, .*is not set/);
    },
  );

  describe("through a proxy", () => {
    const proxied = async (status: number, port = 0) => {
      const asked: string[] = [];
      const server = createServer().listen(0, "127.0.0.1");
      servers.push(server);
      server.on("connect", (request, client) => {
        asked.push(request.url ?? "");
        client.on("error", () => {});
        if (status !== 200) return client.end(`HTTP/1.1 ${status} No\r\n\r\n`);
        client.write("HTTP/1.1 200 OK\r\n\r\n");
        const upstream = connect(port, "127.0.0.1");
        upstream.on("error", () => {});
        client.pipe(upstream).pipe(client);
      });
      await once(server, "listening");
      return { proxy: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }; // listening on TCP
    };

    test("a source is read, though the proxy has a private address", async () => {
      const authority = issue("Authority");
      const own = issue("Server", authority);
      const target = createHttps({ cert: own.cert, key: keyPem(own) }, (_, response) => response.end(tiny));
      servers.push(target.listen(0, "127.0.0.1"));
      await once(target, "listening");
      const { port } = target.address() as AddressInfo; // listening on TCP
      const { proxy, asked } = await proxied(200, port);
      // The certificate is one for 127.0.0.1.
      const shown = { cert: own.cert, key: keyPem(own), ca: authority.cert };
      const certificate = { ...shown, checkServerIdentity: () => undefined };
      const io = { env: { ALL_PROXY: proxy }, credentialsFor: () => ({ headers: {}, certificate }) };
      const { spec } = await loadFrom("https://specs.example.com/a.yaml", open, io);
      expect(spec).toMatchObject({ version: "3.1" });
      expect(asked).toEqual(["specs.example.com:443"]);
    });

    test("that refuses, or is none: the message says so", async () => {
      const { proxy } = await proxied(407);
      const said = async (https_proxy: string) =>
        `${(await loadFrom("https://specs.example.com/a", {}, { env: { https_proxy } })).said}`;
      expect(await said(proxy)).toMatch(/the proxy refused the connection with 407/);
      expect(await said("ftp://proxy.example")).toMatch(/not an http, https or socks5 URL/);
    });

    test("this machine is reached directly", async () => {
      const { proxy, asked } = await proxied(200);
      const base = await serve((_, response) => response.end(tiny));
      const env = { HTTP_PROXY: proxy };
      expect((await loadFrom(`${base}/a`, open, { env })).spec).toMatchObject({ version: "3.1" });
      expect(asked).toEqual([]);
    });

    test("hosts of NO_PROXY are reached directly", async () => {
      const { proxy, asked } = await proxied(407);
      const env = { HTTPS_PROXY: proxy, NO_PROXY: "*.example.com:443" };
      const lookup = (...[, , done]: readonly [string, object, (problem: Error) => void]) =>
        done(Object.assign(new Error("unknown"), { code: "ENOTFOUND" }));
      await loadFrom("https://specs.example.com/a", open, { env, lookup });
      expect(asked).toEqual([]);
      await loadFrom("https://specs.example.com:8443/a", open, { env, lookup });
      expect(asked).toEqual(["specs.example.com:8443"]);
    });
  });

  test("an error status is told", async () => {
    const base = await serve((_, response) => response.writeHead(404).end("gone"));
    expect((await loadFrom(`${base}/a`, open)).said[0]).toMatch(/the server answered 404/);
  });
});
