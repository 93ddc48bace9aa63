import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { Client as NewClient, StreamableHTTPClientTransport as NewHttp } from "@modelcontextprotocol/client";
import { StdioClientTransport as NewStdio } from "@modelcontextprotocol/client/stdio";
import { Client as OldClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as OldStdio } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport as OldHttp } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { Transport as OldTransport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const program = fileURLToPath(new URL("../bin/jackfield.js", import.meta.url));

let folder: string;
const closing: (() => Promise<unknown> | unknown)[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "jackfield-watch-"));
  mkdirSync(join(folder, "paths"));
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  rmSync(folder, { recursive: true });
});

const file = (name: string): string => join(folder, name);
const operation = (id: string): string =>
  `get: { operationId: ${id}, responses: { 200: { description: Fine } } }\n`;
const spec = (id: string, server = "http://127.0.0.1:9"): string => `openapi: 3.1.0
info: { title: Pets, version: 1.0.0 }
servers: [{ url: ${server} }]
paths:
  /pets: { ${operation(id).trim()} }
  /cats: { $ref: paths/cats.yaml }
`;
const overlay = (summary: string): string => `overlay: 1.0.0
info: { title: Fix, version: 1.0.0 }
actions: [{ target: "$.paths['/pets'].get", update: { summary: ${summary} } }]
`;
const writeAll = (): void => {
  writeFileSync(file("api.yaml"), spec("listPets"));
  writeFileSync(file("paths/cats.yaml"), operation("listCats"));
  writeFileSync(file("fix.yaml"), overlay("First"));
};

/** The lines of a stream, which can be waited for one after the other. */
const linesOf = (stream: Readable) => {
  const lines: string[] = [];
  let read = 0;
  let wake = (): void => undefined;
  createInterface(stream).on("line", (line) => {
    lines.push(line);
    wake();
  });
  return {
    lines,
    /** The next line that fits. */
    async next(fits: RegExp): Promise<string> {
      for (;;) {
        const line = lines[read];
        if (line !== undefined) read += 1;
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        if (line !== undefined && fits.test(line)) return line;
      }
    },
  };
};

const words = (): string[] => [program, "serve", file("api.yaml"), "--overlay", file("fix.yaml"), "--watch"];
const command = () => ({
  command: process.execPath,
  args: words(),
  cwd: folder,
  env: { PATH: process.env.PATH ?? "" },
  stderr: "pipe" as const,
});

type Log = ReturnType<typeof linesOf>;

const httpServer = async (): Promise<{ readonly log: Log; readonly url: URL }> => {
  const child: ChildProcess = spawn(process.execPath, [...words(), "--transport", "http", "--port", "0"], {
    cwd: folder,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const gone = once(child, "close");
  closing.push(async () => {
    child.kill("SIGKILL");
    await gone;
  });
  const log = linesOf(child.stderr ?? process.stdin);
  const ended = gone.then(() => Promise.reject(new Error(`the server ended: ${log.lines.join("\n")}`)));
  ended.catch(() => undefined);
  const url = /"url":"([^"]+)"/.exec(await Promise.race([log.next(/"url":/), ended]))?.[1];
  return { log, url: new URL(url ?? "") };
};

/** The lists that a client gets, of its own accord or because it hears of a change. */
const listsOf = () => {
  const lists: string[][] = [];
  let wake = (): void => undefined;
  const onChanged = (error: Error | null, tools: { name: string; title?: string | undefined }[] | null) => {
    lists.push((tools ?? []).map(({ name, title }) => (title === undefined ? name : `${name}: ${title}`)));
    if (error) lists.push([error.message]);
    wake();
  };
  return {
    options: { listChanged: { tools: { autoRefresh: true, debounceMs: 0, onChanged } } },
    next: async (): Promise<string[]> => {
      while (lists.length === 0)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      return lists.shift() ?? [];
    },
  };
};

type Opened = { readonly client: NewClient | OldClient; readonly log: Log; next(): Promise<string[]> };
const info = { name: "test", version: "1" };

const newClient =
  (mode: "auto" | undefined) =>
  async (transport: "stdio" | "http"): Promise<Opened> => {
    const { options, next } = listsOf();
    const client = new NewClient(info, { ...options, ...(mode && { versionNegotiation: { mode } }) });
    closing.push(() => client.close());
    if (transport === "http") {
      const { url, log } = await httpServer();
      await client.connect(new NewHttp(url));
      return { client, log, next };
    }
    const stdio = new NewStdio(command());
    const log = linesOf(stdio.stderr as Readable); // piped, see `command`
    await client.connect(stdio);
    return { client, log, next };
  };

const oldClient = async (transport: "stdio" | "http"): Promise<Opened> => {
  const { options, next } = listsOf();
  const client = new OldClient(info, options);
  closing.push(() => client.close());
  if (transport === "http") {
    const { url, log } = await httpServer();
    await client.connect(new OldHttp(url) as OldTransport); // its optional members are looser than its own interface
    return { client, log, next };
  }
  const stdio = new OldStdio(command());
  const log = linesOf(stdio.stderr as Readable); // piped, see `command`
  await client.connect(stdio);
  return { client, log, next };
};

const kinds = {
  "old client, handshake": oldClient,
  "new client, handshake": newClient(undefined),
  "new client, revision 2026-07-28": newClient("auto"),
};
const ways = Object.entries(kinds).flatMap(([name, open]) =>
  (["stdio", "http"] as const).map((transport) => [name, transport, open] as const),
);

test.each(ways)(
  "%s over %s hears of a change in the spec, its parts and its overlay",
  async (name, transport, open) => {
    const handshake = name.includes("handshake");
    writeAll();
    const { client, log, next } = await open(transport);
    const names = async () => (await client.listTools()).tools.map(({ name }) => name);
    expect(await names()).toEqual(["listCats", "listPets"]);
    expect(client.getServerCapabilities()?.tools).toEqual({ listChanged: true });
    // A session hears of changes on a stream that its client opens by the side.
    if (transport === "http" && handshake) await log.next(/"method":"GET","route":"\/mcp","status":200/);
    writeFileSync(file("api.yaml"), spec("listDogs"));
    expect(await next()).toEqual(["listCats", "listDogs: First"]);
    writeFileSync(file("cats.new"), operation("listLions"));
    renameSync(file("cats.new"), file("paths/cats.yaml"));
    expect(await next()).toEqual(["listDogs: First", "listLions"]);
    writeFileSync(file("fix.yaml"), overlay("Second"));
    expect(await next()).toEqual(["listDogs: Second", "listLions"]);
    expect(await names()).toEqual(["listDogs", "listLions"]);
  },
);

describe("on standard input and output", () => {
  test("a broken spec, overlay or part keeps the last good tools and says so; it heals", async () => {
    writeAll();
    const { client, log, next } = await newClient("auto")("stdio");
    const names = async () => (await client.listTools()).tools.map(({ name }) => name);
    const broken: [string, string, RegExp][] = [
      ["api.yaml", "openapi: 3.1.0\npaths: [", /^api: api\.yaml:\d+:\d+ load\/syntax .* fix: /],
      ["paths/cats.yaml", "get: {", /^api: api\.yaml:\d+:\d+ load\/ref-unreadable .* fix: /],
      ["fix.yaml", "overlay: 1.0.0", /^api: fix\.yaml.* patch\/invalid .* fix: /],
    ];
    const good = {
      "api.yaml": (n: number) => spec(`pets${n}`),
      "paths/cats.yaml": (n: number) => operation(`cats${n}`),
      "fix.yaml": (n: number) => overlay(`Fix${n}`),
    };
    for (const [index, [name, text, line]] of broken.entries()) {
      const before = await names();
      writeFileSync(file(name), text);
      await log.next(line);
      await log.next(/not reloaded; still serving the 2 tools from before\.$/);
      expect(await names()).toEqual(before);
      writeFileSync(file(name), good[name as keyof typeof good](index)); // a name of the list above
      await log.next(/put right and reloaded: 2 tools/);
      expect(await next()).not.toEqual(before);
    }
    rmSync(file("api.yaml"));
    await log.next(/load\/not-found/);
    writeFileSync(file("api.yaml"), spec("again"));
    expect(await next()).toEqual(["again: Fix2", "cats1"]);
  });

  test("a call that runs ends on the tools that it began with", async () => {
    const held: ServerResponse[] = [];
    const paths: (string | undefined)[] = [];
    const api = createServer((request, response) => {
      paths.push(request.url);
      response.setHeader("content-type", "application/json");
      if (paths.length === 1) held.push(response);
      else response.end('{"late":false}');
    }).listen(0, "127.0.0.1");
    await once(api, "listening");
    closing.push(() => api.close());
    const arrived = once(api, "request");
    const { port } = api.address() as AddressInfo; // a TCP server has no other kind of address
    writeAll();
    writeFileSync(file("api.yaml"), spec("listPets", `http://127.0.0.1:${port}/v1`));
    const { client, next } = await newClient("auto")("stdio");
    await client.listTools();
    const running = client.callTool({ name: "listPets", arguments: {} });
    await arrived;
    writeFileSync(file("api.yaml"), spec("listDogs", `http://127.0.0.1:${port}/v2`));
    expect(await next()).toEqual(["listCats", "listDogs: First"]);
    const later = await client.callTool({ name: "listDogs", arguments: {} });
    expect(later.structuredContent).toEqual({ late: false });
    for (const response of held) response.end('{"late":true}');
    expect((await running).structuredContent).toEqual({ late: true });
    expect(paths).toEqual(["/v1/pets", "/v2/pets"]);
    const gone = client.callTool({ name: "listPets", arguments: {} });
    await expect(gone).rejects.toThrow(/listPets/);
  });

  test("a later version that the command line does not fit is refused in a line", async () => {
    writeAll();
    const stdio = new NewStdio({ ...command(), args: [...words(), "--tools", "listPets"] });
    const log = linesOf(stdio.stderr as Readable); // piped, see `command`
    const client = new NewClient(info);
    closing.push(() => client.close());
    await client.connect(stdio);
    writeFileSync(file("api.yaml"), spec("listDogs"));
    expect(await log.next(/listPets/)).toMatch(/^api: .*"listPets"/);
    await log.next(/not reloaded; still serving the 1 tools? from before/);
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(["listPets"]);
  });

  test("a spec from elsewhere is not watched: it says so, and without any file it does not start", async () => {
    writeAll();
    const document = JSON.stringify({ openapi: "3.1.0", info: { title: "P", version: "1" }, paths: {} });
    const site = createServer((_, response) => response.end(document)).listen(0, "127.0.0.1");
    await once(site, "listening");
    closing.push(() => site.close());
    const { port } = site.address() as AddressInfo; // a TCP server has no other kind of address
    const url = `http://127.0.0.1:${port}/api.json`;
    const start = (more: readonly string[]) => {
      const args = [program, "serve", url, "--allow-private", "--watch", ...more];
      const child = spawn(process.execPath, args, { stdio: ["pipe", "ignore", "pipe"], cwd: folder });
      const code = once(child, "close").then(([exit]: unknown[]) => exit);
      closing.push(async () => {
        child.kill("SIGKILL");
        await code;
      });
      return { log: linesOf(child.stderr), code };
    };
    const alone = start([]);
    expect(await alone.code).toBe(2);
    expect(alone.log.lines.join("\n")).toMatch(/--watch needs a file on this machine/);
    writeFileSync(file("fix.yaml"), overlay("First").replace("$.paths['/pets'].get", "$.info"));
    const overlaid = start(["--overlay", file("fix.yaml")]);
    expect(await overlaid.log.next(/watching/)).toMatch(/watching 1 file for changes; .*api\.json cannot be/);
  });
});
