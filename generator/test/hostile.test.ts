import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { openCommandLines } from "./command-lines.js";

const jackfield = openCommandLines({ nodeOptions: ["--max-old-space-size=1024"] });
let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "jackfield-hostile-"));
});
afterAll(() => {
  jackfield.end();
  rmSync(folder, { recursive: true, force: true });
});

type Outcome = {
  readonly code: number;
  readonly summary: {
    readonly tools?: number;
    readonly operations?: number;
    readonly diagnostics: readonly { code: string; message: string; line?: number }[];
  };
  readonly errors: string;
  readonly output: string;
};

/** Generates from a document in a process of 1 GB, which is ended when it goes on for ever. */
const generate = async (name: string, document: string | Buffer | object): Promise<Outcome> => {
  const text =
    typeof document === "string" || Buffer.isBuffer(document) ? document : JSON.stringify(document);
  const file = join(folder, `${name}.yaml`);
  const output = join(folder, name);
  writeFileSync(file, text);
  const { code, out, err } = await jackfield.run(
    ["generate", "--json", "--spec", file, "--out", output],
    folder,
  );
  return { code, summary: out === "" ? { diagnostics: [] } : JSON.parse(out), errors: err, output };
};

const minimal = (paths: object, rest: object = {}) => ({
  openapi: "3.1.0",
  info: { title: "t", version: "1" },
  servers: [{ url: "https://x.test" }],
  paths,
  ...rest,
});

const get = (operation: object = {}) => ({ get: { responses: { 200: { description: "" } }, ...operation } });
const bodyOf = (schema: object) => ({
  requestBody: { required: true, content: { "application/json": { schema } } },
});
const post = (schema: object) => ({ post: { operationId: "send", responses: {}, ...bodyOf(schema) } });

const nested = (depth: number): object => {
  let schema: object = { type: "string" };
  for (let level = 0; level < depth; level += 1) schema = { type: "object", properties: { a: schema } };
  return schema;
};

/** `A0` refers to `A1` twice, and so on: 2^depth leaves when everything is written out. */
const bomb = (depth: number, wrap: (ref: object) => object) =>
  Object.fromEntries(
    Array.from({ length: depth }, (_, index) => [
      `A${index}`,
      index === depth - 1 ? { type: "string" } : wrap({ $ref: `#/components/schemas/A${index + 1}` }),
    ]),
  );

describe("a document that is not a spec gets one line", () => {
  test.each<[string, string | Buffer, string]>([
    ["empty", "", "load/empty"],
    ["null", "null", "load/empty"],
    ["a list", "[]", "load/not-openapi"],
    ["a word", "hello", "load/not-openapi"],
    ["binary", Buffer.from([0, 255, 254, 1, 2, 3, 128, 0, 0]), "load/not-text"],
    ["html", "<!doctype html><html></html>", "load/not-openapi"],
    ["truncated JSON", '{"openapi": "3.1.0", "paths": {', "load/syntax"],
    ["a postman collection", '{"info":{"_postman_id":"x"},"item":[]}', "load/not-openapi"],
    ["a future version", '{"openapi":"4.0.0"}', "load/unsupported-version"],
    ["an alias that never ends", "a: &a [*a]\nopenapi: 3.1.0", "load/circular-alias"],
    ["a key twice", '{"openapi":"3.1.0",\n"paths":{},\n"paths":{}}', "load/duplicate-key"],
    ["deep YAML", `openapi: 3.1.0\nx-a: ${"[".repeat(50_000)}`, "load/too-deep"],
  ])("%s", async (name, document, code) => {
    const outcome = await generate(name.replaceAll(/\W/g, "-"), document);
    expect(outcome.code).toBe(3);
    expect(outcome.summary.diagnostics.map((diagnostic) => diagnostic.code)).toContain(code);
    expect(outcome.errors).not.toMatch(/\n\s+at /);
  });
});

describe("bombs end soon, in little memory", () => {
  test.each<[string, object | string]>([
    [
      "YAML aliases",
      `openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\nx-a: &a0 [x]\n${Array.from({ length: 30 }, (_, i) => `x-a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}]`).join("\n")}`,
    ],
    [
      "references",
      minimal(
        { "/a": post({ $ref: "#/components/schemas/A0" }) },
        { components: { schemas: bomb(40, (ref) => ({ type: "object", properties: { a: ref, b: ref } })) } },
      ),
    ],
    [
      "allOf",
      minimal(
        { "/a": post({ $ref: "#/components/schemas/A0" }) },
        { components: { schemas: bomb(40, (ref) => ({ allOf: [ref, ref] })) } },
      ),
    ],
    [
      "anyOf",
      minimal(
        { "/a": post({ $ref: "#/components/schemas/A0" }) },
        { components: { schemas: bomb(40, (ref) => ({ anyOf: [ref, ref] })) } },
      ),
    ],
    ["a deep schema", minimal({ "/a": post(nested(400)) })],
    [
      "a wide oneOf",
      minimal({
        "/a": post({
          oneOf: Array.from({ length: 1_000 }, (_, i) => ({ type: "object", properties: { [`p${i}`]: {} } })),
        }),
      }),
    ],
    [
      "a huge enum",
      minimal({
        "/a": post({ properties: { e: { enum: Array.from({ length: 20_000 }, (_, i) => `value ${i}`) } } }),
      }),
    ],
    ["a spec of 3 MB", minimal({ "/a": get({ operationId: "a", description: "words ".repeat(500_000) }) })],
    [
      "a pattern that blows up",
      minimal({ "/a": post({ properties: { a: { type: "string", pattern: "^(?=x)(a+)+$" } } }) }),
    ],
    [
      "a schema that is its own member",
      minimal(
        { "/a": post({ $ref: "#/components/schemas/A" }) },
        { components: { schemas: { A: { allOf: [{ $ref: "#/components/schemas/A" }] } } } },
      ),
    ],
  ])(
    "%s",
    async (name, document) => {
      const { code, errors, output, summary } = await generate(name.replaceAll(/\W/g, "-"), document);
      expect([0, 3]).toContain(code);
      expect(errors).not.toMatch(/\n\s+at |heap out of memory/);
      if (code !== 0) return;
      const catalog: readonly object[] = JSON.parse(readFileSync(join(output, "catalog.json"), "utf8"));
      expect(catalog).toHaveLength(summary.tools ?? -1);
      for (const record of catalog) expect(JSON.stringify(record).length).toBeLessThanOrEqual(70_000);
    },
    90_000,
  );

  test("2,000 operations are done", async () => {
    const paths = Object.fromEntries(
      Array.from({ length: 2_000 }, (_, index) => [
        `/things${index}/{id}`,
        get({ operationId: `getThing${index}` }),
      ]),
    );
    expect(await generate("many", minimal(paths))).toMatchObject({ code: 0, summary: { tools: 2_000 } });
  }, 90_000);

  test("so are 1,500 with several faults each", async () => {
    const paths = Object.fromEntries(
      Array.from({ length: 1_500 }, (_, index) => [
        `/things${index}/{id}`,
        { get: { operationId: "the same", parameters: [{ name: "q", in: "query" }], responses: {} } },
      ]),
    );
    const outcome = await generate("faulty", minimal(paths));
    expect(outcome).toMatchObject({ code: 0, summary: { tools: 1_500 } });
    expect(outcome.summary.diagnostics.length).toBeGreaterThan(6_000);
  }, 90_000);

  test("a path of 10,000 names that nobody declares", async () => {
    const path = Array.from({ length: 10_000 }, (_, index) => `/{a${index}}`).join("");
    expect((await generate("names", minimal({ [path]: get() }))).errors).not.toMatch(
      /\n\s+at |heap out of memory/,
    );
  }, 90_000);
});

describe("names", () => {
  test("names of every kind become files of plain names, and none is lost", async () => {
    const ids = [
      "__proto__",
      "constructor",
      "toString",
      "../../etc/passwd",
      "con",
      "NUL",
      "aux.txt",
      "getPet",
      "GETPET",
      "getpet",
      "é",
      "e\u0301",
      "😀",
      " ",
      "x".repeat(300),
      "a/b",
      "a\\b",
      "-",
      "_",
    ];
    const paths = Object.fromEntries(ids.map((operationId, index) => [`/p${index}`, get({ operationId })]));
    const { summary, output } = await generate("names", minimal(paths));
    expect(summary.tools).toBe(ids.length);
    const files = readdirSync(join(output, "tools"));
    expect(files).toHaveLength(ids.length);
    expect(new Set(files.map((file) => file.toLowerCase())).size).toBe(ids.length);
    expect(
      files.filter((file) => !/^[a-z0-9-]{1,80}\.ts$/.test(file) || /^(con|nul|aux|prn)\.ts$/.test(file)),
    ).toEqual([]);
    const names: readonly string[] = JSON.parse(readFileSync(join(output, "catalog.json"), "utf8")).map(
      (record: { name: string }) => record.name,
    );
    expect(names.filter((name) => !/^[A-Za-z0-9_-]{1,52}$/.test(name))).toEqual([]);
  });

  test("characters that nobody sees do not reach a model", async () => {
    const hidden = "a\u202eb\u200bc\u{e0041}d\u001b[31me";
    const { output } = await generate(
      "hidden",
      minimal({
        "/a": get({
          operationId: "a",
          summary: hidden,
          description: hidden,
          parameters: [{ name: "q", in: "query", description: hidden, schema: { type: "string" } }],
        }),
      }),
    );
    const catalog = readFileSync(join(output, "catalog.json"), "utf8");
    expect(catalog).toContain("abcd");
    const unseen = ["\u202e", "\u200b", "\u001b", "\u{e0041}", "\\u001b"];
    expect(unseen.filter((character) => catalog.includes(character))).toEqual([]);
  });
});

describe("references do not leave the document", () => {
  const secret = "the content of a file that nobody asked for";

  test.each([
    "file:///etc/passwd",
    "../secret.yaml",
    "/etc/passwd",
    "http://127.0.0.1:9/x.yaml",
    "//127.0.0.1/x",
    "https://169.254.169.254/latest",
  ])("%s is refused, and the other operations live", async ($ref) => {
    writeFileSync(join(folder, "..", "secret.yaml"), secret);
    const document = minimal({
      "/a": { get: { operationId: "a", responses: {}, parameters: [{ $ref }] } },
      "/b": get({ operationId: "b" }),
    });
    const { code, summary, errors } = await generate(`ref-${$ref.replaceAll(/\W/g, "-")}`, document);
    expect(code).toBe(0);
    expect(summary.tools).toBe(2);
    expect(summary.diagnostics.map((diagnostic) => diagnostic.code)).toContain("load/ref-refused");
    expect(JSON.stringify(summary) + errors).not.toContain(secret);
  });
});

test("wrong types in every place are reported, and what is right is kept", async () => {
  const document = {
    ...minimal({
      "/ok": get({ operationId: "ok" }),
      "/a": 5,
      "/b": { get: "x", post: [] },
      "/c": get({
        operationId: 7,
        tags: "x",
        parameters: "y",
        requestBody: 3,
        responses: [],
        security: {},
        servers: "z",
      }),
    }),
    components: "none",
    tags: 4,
    security: "x",
  };
  const { code, summary } = await generate("wrong-types", document);
  expect(code).toBe(0);
  expect(summary.tools).toBe(2);
  expect(summary.diagnostics.length).toBeGreaterThan(1);
});

test("sloppy YAML scalars are read as they were meant", async () => {
  const text =
    "openapi: 3.0\ninfo: {title: yes, version: 1.0}\nservers: [{url: https://x.test}]\npaths:\n  /a:\n    get:\n      operationId: no\n      responses:\n        200: {description: on}\n";
  expect(await generate("sloppy", text)).toMatchObject({ code: 0, summary: { tools: 1 } });
});

test.each([
  [
    "BOM",
    Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(JSON.stringify(minimal({ "/a": get() })))]),
  ],
  ["UTF-16", Buffer.from(`\ufeff${JSON.stringify(minimal({ "/a": get() }))}`, "utf16le")],
])("%s is read", async (name, bytes) => {
  expect(await generate(name, bytes)).toMatchObject({ code: 0, summary: { tools: 1 } });
});

test("what is in the environment does not reach the output", async () => {
  vi.stubEnv("JACKFIELD_CANARY", "canary-7f3a");
  const { output } = await generate(
    "canary",
    minimal({ "/a": get({ operationId: "a", description: "{{env.JACKFIELD_CANARY}} $HOME" }) }),
  );
  vi.unstubAllEnvs();
  const files = readdirSync(output, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const texts = files.map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8")).join("\n");
  expect(texts).toContain("JACKFIELD_CANARY");
  for (const secret of ["canary-7f3a", process.env.HOME ?? "no home", folder])
    expect(texts).not.toContain(secret);
});
