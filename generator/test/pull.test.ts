import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openCommandLines, type Ran } from "./command-lines.js";
import {
  broken,
  description,
  type Publisher,
  page,
  redirect,
  silence,
  startPublisher,
} from "./pull/publisher.js";

const root = mkdtempSync(join(tmpdir(), "jackfield-pull-"));
let publisher: Publisher;
beforeAll(async () => {
  publisher = await startPublisher();
  writeFileSync(join(root, "authority.pem"), publisher.authority);
});
afterAll(async () => {
  commandLines.end();
  await publisher.close();
  rmSync(root, { recursive: true });
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(root, "server-"));
  publisher.pages.clear();
  publisher.asked.length = 0;
});

const put = (path: string, text: string): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};
const textOf = (path: string): string => readFileSync(join(folder, path), "utf8");
const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");

/** A package whose server has one spec of its own and, when it was pulled, one from elsewhere. */
const makePackage = (limits: object = {}, more: object = {}): void => {
  put("own.yaml", description("own", 2));
  const specs = [
    { id: "own", from: "own.yaml" },
    { id: "things", from: `${publisher.url}/spec/things.yml`, optional: true, ...more },
  ];
  put("jackfield.config.json", JSON.stringify({ name: "pulled", specs, limits, output: "out" }));
};

const env = { PATH: process.env.PATH, NODE_EXTRA_CA_CERTS: join(root, "authority.pem") };
const commandLines = openCommandLines({ env });
const jackfield = (...args: readonly string[]): Promise<Ran> => commandLines.run(args, folder);
const pull = (...args: readonly string[]): Promise<Ran> => jackfield("pull", "--allow-private", ...args);
const json = ({ out }: Ran): Record<string, unknown> => JSON.parse(out);

const copy = ".jackfield/sources/things.yml";
const lock = "sources.lock.json";
const big = description("things", 4_000);
const small = description("things", 3);
const answer = (text: string): void => void publisher.pages.set("/spec/things.yml", page(text));

describe("a pull", { timeout: 60_000 }, () => {
  test("keeps the bytes, and locks what they are; the second changes nothing; a change shows both hashes", async () => {
    makePackage();
    answer(big);
    const first = await pull();
    expect(first.err).toBe(
      "1 new. Run `jackfield generate`, then review what changed with `jackfield diff`.\n",
    );
    expect(first.out).toContain(
      `things  new        ${hashOf(big).slice(0, 12)}  ${publisher.url}/spec/things.yml`,
    );
    expect(first.code).toBe(0);
    expect(textOf(copy)).toBe(big);
    expect(JSON.parse(textOf(lock))).toEqual({
      things: {
        from: `${publisher.url}/spec/things.yml`,
        sha256: hashOf(big),
        bytes: Buffer.byteLength(big),
        date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
        openapi: "3.0.3",
        version: "1.2.3",
      },
    });

    // The day of the last change stays, whatever day it is.
    put(lock, textOf(lock).replace(/"date": ".*?"/, '"date": "2020-02-02"'));
    const locked = textOf(lock);
    const second = await pull();
    expect(second.out).toContain("unchanged  since 2020-02-02");
    expect(second).toMatchObject({ code: 0, err: "1 unchanged.\n" });
    expect(textOf(lock)).toBe(locked);

    answer(small);
    const third = await pull();
    expect(third.out).toContain(`changed    ${hashOf(big).slice(0, 12)} → ${hashOf(small).slice(0, 12)}`);
    expect(textOf(copy)).toBe(small);
    expect(textOf(lock)).not.toContain("2020-02-02");
  });

  test("keeps the copies out of version control", async () => {
    makePackage();
    answer(small);
    await pull();
    expect(textOf(".jackfield/sources/.gitignore")).toBe("*\n");
  });

  test("--json is one object", async () => {
    makePackage();
    answer(small);
    expect(json(await pull("--json"))).toMatchObject({
      ok: true,
      sources: [{ name: "things", state: "new", sha256: hashOf(small), bytes: small.length }],
      diagnostics: [],
    });
  });

  test("a certificate that nobody vouches for, and a private address without leave, are refused", async () => {
    makePackage();
    answer(small);
    expect(await jackfield("pull")).toMatchObject({
      code: 1,
      err: expect.stringContaining("its address is not a public one"),
    });
    // A process reads its authorities once.
    const distrustful = openCommandLines({ env: { PATH: process.env.PATH } });
    const refused = await distrustful.run(["pull", "--allow-private"], folder);
    distrustful.end();
    expect(refused).toMatchObject({
      code: 1,
      err: expect.stringContaining("There is no copy yet."),
    });
    expect(publisher.asked).toEqual([]);
    expect(existsSync(join(folder, lock))).toBe(false);
  });
});

describe("a source that fails keeps its copy and its line of the lock", { timeout: 60_000 }, () => {
  const http = "http://127.0.0.1:9/things.yml";
  test.each<[string, () => void, RegExp, object?]>([
    ["404", () => publisher.pages.clear(), /the server answered 404/],
    [
      "a page for people",
      () => publisher.pages.set("/spec/things.yml", page("<!doctype html><p>Moved</p>", "text/html")),
      /an HTML or XML page/,
    ],
    ["broken YAML", () => answer("openapi: 3.0.3\npaths: [\n"), /Not valid JSON or YAML/],
    ["another kind of document", () => answer("asyncapi: 3.0.0\n"), /an AsyncAPI document/],
    [
      "too large",
      () => answer(`${small}#${" ".repeat(5_000)}`),
      /larger than 2000 bytes/,
      { maxBytes: 2_000 },
    ],
    [
      "a redirect to http",
      () => publisher.pages.set("/spec/things.yml", redirect(http)),
      /an https address redirects to it, which is not/,
    ],
    [
      "no answer",
      () => publisher.pages.set("/spec/things.yml", silence),
      /did not arrive/,
      { timeoutMs: 1_000 },
    ],
    ["half an answer", () => publisher.pages.set("/spec/things.yml", broken(small)), /was not pulled/],
  ])("%s", async (_, spoil, reason, limits) => {
    makePackage(limits);
    answer(small);
    await pull();
    const locked = textOf(lock);
    spoil();
    const ran = await pull();
    expect(ran.err).toMatch(reason);
    expect(ran.err).toMatch(/The copy of \d{4}-\d\d-\d\d is kept\./);
    expect(ran.out).toMatch(/things {2}failed {5}still [0-9a-f]{12} of \d{4}/);
    expect(ran.code).toBe(1);
    expect(textOf(copy)).toBe(small);
    expect(textOf(lock)).toBe(locked);
    expect(readdirSync(join(folder, ".jackfield/sources")).sort()).toEqual([".gitignore", "things.yml"]);
  });

  test("the others are refreshed all the same", async () => {
    makePackage({}, { published: [`${publisher.url}/gone.yml`] });
    answer(small);
    const ran = await pull("--json");
    expect(json(ran)).toMatchObject({
      ok: false,
      sources: [
        { name: "things", state: "new" },
        { name: "things.gone", state: "failed" },
      ],
    });
    expect(ran.code).toBe(1);
    expect(Object.keys(JSON.parse(textOf(lock)))).toEqual(["things"]);
  });
});

describe("an optional spec", { timeout: 60_000 }, () => {
  test("is left out until it was pulled, and then needs no network", async () => {
    makePackage();
    const without = json(await jackfield("generate", "--json"));
    expect(without).toMatchObject({ tools: 2, absent: ["things"] });
    expect(without.diagnostics).toMatchObject([{ code: "load/optional-absent", severity: "info" }]);
    expect((await jackfield("generate")).err).toMatch(
      /^Nothing changed: 2 tools .* Not pulled, so without: things\.\n$/,
    );
    expect(await jackfield("generate", "--frozen", "--quiet")).toEqual({ code: 0, out: "", err: "" });

    answer(small);
    await pull();
    publisher.pages.clear();
    publisher.asked.length = 0;
    expect(json(await jackfield("generate", "--json"))).toMatchObject({
      tools: 5,
      absent: [],
      diagnostics: [],
    });
    expect(publisher.asked).toEqual([]);
    // What is made says where it came from, not where the copy is.
    expect(textOf("out/tools/things-get0.ts")).toContain(`${publisher.url}/spec/things.yml`);
    expect(await jackfield("check")).toMatchObject({ code: 0 });
  });

  test("does not fetch what it refers to, not even from hosts that are allowed", async () => {
    makePackage({ allowRefHosts: ["127.0.0.1"] });
    answer(small.replace("{ description: The thing }", `{ $ref: "${publisher.url}/spec/replies.yml" }`));
    await pull();
    publisher.asked.length = 0;
    const made = json(await jackfield("generate", "--json"));
    expect(made.diagnostics).toMatchObject([{ code: "load/ref-refused" }, {}]);
    expect(publisher.asked).toEqual([]);
  });

  test("names of its tools in a profile are no error while it is absent", async () => {
    makePackage();
    const config = JSON.parse(textOf("jackfield.config.json"));
    const profiles = { all: ["ownGet0", "thingsGet0"] };
    const credentials = { "things/Key": { key: "THINGS_KEY" } };
    put("jackfield.config.json", JSON.stringify({ ...config, profiles, credentials }));
    const absent = await jackfield("generate", "--json");
    expect(json(absent).diagnostics).toMatchObject([
      { code: "load/optional-absent" },
      { code: "plan/absent-tool", severity: "info" },
    ]);
    expect(absent.code).toBe(0);

    answer(small.replaceAll("thingsGet0", "readFirst"));
    await pull();
    const present = await jackfield("generate", "--json");
    expect(json(present).diagnostics).toMatchObject([
      { code: "plan/unknown-scheme" },
      { code: "plan/unknown-tool", severity: "error" },
    ]);
    expect(present.code).toBe(2);
  });

  test("a server of nothing else needs a pull first", async () => {
    makePackage();
    const config = JSON.parse(textOf("jackfield.config.json"));
    put("jackfield.config.json", JSON.stringify({ ...config, specs: config.specs.slice(1) }));
    expect(await jackfield("generate")).toMatchObject({
      code: 3,
      err: expect.stringMatching(/load\/none-pulled[\s\S]*Run `jackfield pull`/),
    });
  });
});

describe("a source that is not what the lock says", { timeout: 60_000 }, () => {
  const installed = "node_modules/acme-sdk";
  const install = (version: string, text: string): void => {
    put(`${installed}/package.json`, JSON.stringify({ name: "acme-sdk", version }));
    put(`${installed}/api.yml`, text);
  };
  const makeNpmPackage = (): void => {
    const published = [`${publisher.url}/spec/things.yml`];
    const specs = [{ id: "sdk", from: "npm:acme-sdk/api.yml", published }];
    put("jackfield.config.json", JSON.stringify({ name: "pulled", specs, output: "out" }));
    install("1.0.0", small);
  };

  test("an updated package is a warning of generate and a finding of check, until the next pull", async () => {
    makeNpmPackage();
    answer(small);
    // Nothing was promised before the first pull.
    expect((await jackfield("generate")).code).toBe(0);
    expect((await jackfield("check")).code).toBe(0);
    await pull();
    expect(JSON.parse(textOf(lock))).toMatchObject({
      sdk: { from: "npm:acme-sdk/api.yml", sha256: hashOf(small), version: "1.0.0" },
      "sdk.things": { from: `${publisher.url}/spec/things.yml`, version: "1.2.3" },
    });
    expect((await jackfield("check")).code).toBe(0);

    install("1.1.0", small.replace("number 1.", "number one."));
    const made = await jackfield("generate");
    expect(made.err).toContain("source/changed");
    expect(made.err).toContain("Run `jackfield pull`, then `jackfield generate`");
    expect(made.code).toBe(0);
    const checked = await jackfield("check", "--json");
    expect(json(checked)).toMatchObject({ ok: false, diagnostics: [{ code: "source/changed" }] });
    expect(checked.code).toBe(1);

    await pull();
    expect(JSON.parse(textOf(lock))).toMatchObject({ sdk: { version: "1.1.0" } });
    expect((await jackfield("check")).code).toBe(0);
  });

  test("so are a copy that somebody changed and a source that the lock does not know", async () => {
    makePackage();
    answer(small);
    await pull();
    put(copy, small.replace("number 1.", "number one."));
    await jackfield("generate");
    expect(await jackfield("check")).toMatchObject({
      code: 1,
      err: expect.stringContaining("source/changed"),
    });
    put(lock, "{}\n");
    expect(await jackfield("check")).toMatchObject({
      code: 1,
      err: expect.stringContaining("source/not-locked"),
    });
  });

  test("so is a spec that is fetched on every run", async () => {
    makePackage({ allowPrivate: true }, { optional: false });
    answer(small);
    await pull();
    publisher.asked.length = 0;
    expect(json(await jackfield("generate", "--json"))).toMatchObject({ tools: 5, diagnostics: [] });
    expect(publisher.asked).toEqual(["/spec/things.yml"]);
    answer(small.replace("number 1.", "number one."));
    await jackfield("generate");
    expect(await jackfield("check")).toMatchObject({
      code: 1,
      err: expect.stringContaining("source/changed"),
    });
  });

  test("a lock that is none is an error of the config, and pull writes it again", async () => {
    makePackage();
    put(lock, "<<<<<<< ours\n");
    expect(await jackfield("generate")).toMatchObject({
      code: 2,
      err: expect.stringContaining("config/sources-lock"),
    });
    answer(small);
    expect(await pull()).toMatchObject({ code: 0, err: expect.stringContaining("source/lock-unreadable") });
    expect((await jackfield("generate")).code).toBe(0);
  });
});
