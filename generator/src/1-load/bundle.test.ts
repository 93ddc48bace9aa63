import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { fromFlags } from "../config/index.js";
import { createReport } from "../report/index.js";
import { load, processIo } from "./index.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "jackfield-bundle-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** Writes the files, loads the first one. */
const bundled = async (
  files: Readonly<Record<string, string>>,
  limits: object = {},
  progress: (what: string) => void = () => {},
) => {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  const report = createReport();
  const config = fromFlags({ spec: "x.yaml" }, folder, report);
  if (!config) throw new Error("the flags of the test are wrong");
  const from = Object.keys(files)[0] ?? "";
  const [spec] = await load([{ id: "x", from, folder }], { ...config.limits, ...limits }, report, {
    ...processIo(),
    progress,
  });
  const said = report.diagnostics.map(({ code, at, message }) => `${code} ${at.pointer} ${message}`);
  return { document: spec?.document, said, report };
};

const operation = (schema: string) =>
  `openapi: 3.0.0\npaths:\n  /a:\n    get:\n      responses:\n        200:\n          content: {a/b: {schema: ${schema}}}\n`;

test("what is referred to becomes a component of its own name, with what it refers to in turn", async () => {
  const { document, said } = await bundled({
    "api/main.yaml": operation("{$ref: 'common/models.yaml#/components/schemas/Pet', description: mine}"),
    "api/common/models.yaml":
      "components: {schemas: {Pet: {properties: {tag: {$ref: '#/components/schemas/Tag'}, owner: {$ref: ../owner.json}}}, Tag: {type: string}}}",
    "api/owner.json":
      '{"type": "object", "properties": {"pets": {"items": {"$ref": "common/models.yaml#/components/schemas/Pet"}}}}',
  });
  expect(said).toEqual([]);
  expect(document).toMatchObject({
    paths: {
      "/a": {
        get: {
          responses: {
            200: {
              content: { "a/b": { schema: { $ref: "#/components/schemas/Pet", description: "mine" } } },
            },
          },
        },
      },
    },
    components: {
      schemas: {
        Pet: {
          properties: {
            tag: { $ref: "#/components/schemas/Tag" },
            owner: { $ref: "#/components/schemas/owner" },
          },
        },
        Tag: { type: "string" },
        owner: { properties: { pets: { items: { $ref: "#/components/schemas/Pet" } } } },
      },
    },
  });
});

test("a name that is taken gets a suffix, and one target is brought in once", async () => {
  const { document } = await bundled({
    "main.yaml": `${operation("{oneOf: [{$ref: 'b.yaml#/Pet'}, {$ref: './b.yaml#/Pet'}, {$ref: '#/components/schemas/Pet'}]}")}components: {schemas: {Pet: {type: object}}}`,
    "b.yaml": "Pet: {type: string}",
  });
  const oneOf = ["#/components/schemas/Pet_2", "#/components/schemas/Pet_2", "#/components/schemas/Pet"];
  expect(JSON.stringify(document)).toContain(JSON.stringify(oneOf.map(($ref) => ({ $ref }))));
  expect(document).toMatchObject({
    components: { schemas: { Pet: { type: "object" }, Pet_2: { type: "string" } } },
  });
});

test("a component that is only a reference to a file is that file's home", async () => {
  const { document, said } = await bundled({
    "main.yaml": `${operation("{$ref: schemas/pet.yaml}")}components: {schemas: {Pet: {$ref: schemas/pet.yaml}, Tag: {$ref: schemas/tag.yaml}}}`,
    "schemas/pet.yaml": "{type: object, properties: {tag: {$ref: tag.yaml}, parent: {$ref: pet.yaml}}}",
    "schemas/tag.yaml": "{type: string}",
  });
  expect(said).toEqual([]);
  expect(document?.components).toEqual({
    schemas: {
      Pet: {
        type: "object",
        properties: {
          tag: { $ref: "#/components/schemas/Tag" },
          parent: { $ref: "#/components/schemas/Pet" },
        },
      },
      Tag: { type: "string" },
    },
  });
});

test("path items and whole maps are put in place", async () => {
  const { document, said } = await bundled({
    "main.yaml":
      "openapi: 3.0.0\npaths: {$ref: paths/index.yaml}\ncomponents: {schemas: {$ref: schemas.yaml}}",
    "paths/index.yaml": "{/a: {$ref: a.yaml, summary: mine}, /default: {$ref: a.yaml}}",
    "paths/a.yaml":
      "{summary: theirs, get: {parameters: [{$ref: '../params.yaml#/size'}], responses: {200: {$ref: '../main.yaml#/x-replies/ok'}}}}",
    "params.yaml": "size: {name: size, in: query, schema: {$ref: 'schemas.yaml#/Size'}}",
    "schemas.yaml": "{Size: {type: integer}, example: {properties: {size: {$ref: '#/Size'}}}}",
  });
  expect(said).toEqual([]);
  const get = {
    parameters: [{ $ref: "#/components/parameters/size" }],
    responses: { 200: { $ref: "#/x-replies/ok" } },
  };
  expect(document?.paths).toEqual({ "/a": { summary: "mine", get }, "/default": { summary: "theirs", get } });
  expect(document?.components).toEqual({
    schemas: {
      Size: { type: "integer" },
      example: { properties: { size: { $ref: "#/components/schemas/Size" } } },
    },
    parameters: { size: { name: "size", in: "query", schema: { $ref: "#/components/schemas/Size" } } },
  });
});

test("Swagger 2 has its definitions, and discriminators follow their schemas", async () => {
  const { document } = await bundled({
    "main.yaml":
      "{swagger: '2.0', paths: {/a: {post: {parameters: [{in: body, schema: {$ref: 'm.yaml#/definitions/Pet'}}]}}}}",
    "m.yaml":
      "definitions: {Pet: {discriminator: {propertyName: k, mapping: {cat: '#/definitions/Cat', dog: Dog}}}, Cat: {type: object}}",
  });
  expect(document?.definitions).toEqual({
    Pet: { discriminator: { propertyName: "k", mapping: { cat: "#/definitions/Cat", dog: "Dog" } } },
    Cat: { type: "object" },
  });
});

test("a discriminator of the root document follows its schemas into other files", async () => {
  const { document } = await bundled({
    "main.yaml": operation(
      "{oneOf: [{$ref: './felis.yaml'}, {$ref: 'dogs.yaml#/Dog'}], discriminator: {propertyName: k, " +
        "mapping: {cat: ./felis.yaml, dog: 'dogs.yaml#/Dog', hen: Hen}, defaultMapping: ./felis.yaml}}",
    ),
    "felis.yaml": "{type: object, properties: {k: {type: string}}}",
    "dogs.yaml": "Dog: {type: object, properties: {k: {type: string}}}",
  });
  expect(JSON.stringify(document)).toContain(
    JSON.stringify({
      propertyName: "k",
      mapping: { cat: "#/components/schemas/felis", dog: "#/components/schemas/Dog", hen: "Hen" },
      defaultMapping: "#/components/schemas/felis",
    }),
  );
});

test.each([
  ["../outside.yaml#/a", "it leads out of the document's folder"],
  ["/etc/hostname", "it leads out of the document's folder"],
  ["file:///etc/hostname", "file: references are not followed"],
  ["https://example.com/a.yaml", "remote references are not fetched"],
  ["//example.com/a.yaml", "remote references are not fetched"],
  ["gopher:x", "only relative files are followed"],
])("%s is refused and stays as it is", async (ref, reason) => {
  const { document, said } = await bundled({
    "api/main.yaml": operation(`{$ref: '${ref}'}`),
    "outside.yaml": "a: {type: string}",
  });
  expect(said).toEqual([
    `load/ref-refused /paths/~1a/get/responses/200/content/a~1b/schema Reference ${ref} is not followed: ${reason}.`,
  ]);
  expect(JSON.stringify(document)).toContain(JSON.stringify({ $ref: ref }));
});

test("a link inside the folder does not lead out of it either", async () => {
  await mkdir(join(folder, "api"));
  await writeFile(join(folder, "secret.yaml"), "canary: {type: string}");
  await symlink(join(folder, "secret.yaml"), join(folder, "api/link.yaml"));
  const { document, said } = await bundled({ "api/main.yaml": operation("{$ref: 'link.yaml#/canary'}") });
  expect(said[0]).toMatch(/^load\/ref-unreadable .*it is outside the allowed folder/);
  expect(document).not.toHaveProperty("components");
});

test("another folder can be allowed", async () => {
  const files = {
    "api/main.yaml": operation("{$ref: '../shared/a.yaml#/a'}"),
    "shared/a.yaml": "a: {type: string}",
  };
  const { document, said } = await bundled(files, { allowFileRefs: "shared" });
  expect(said).toEqual([]);
  expect(document?.components).toEqual({ schemas: { a: { type: "string" } } });
});

test("references that lead nowhere are reported where they stand and keep away from the document's own names", async () => {
  const { document, said, report } = await bundled({
    "main.yaml": operation(
      "{oneOf: [{$ref: gone.yaml}, {$ref: 'b.yaml#/nope'}, {$ref: 'b.yaml#/Pet'}, {$ref: broken.yaml}]}",
    ),
    "b.yaml": "Pet:\n  items:\n    $ref: '#/missing'\n",
    "broken.yaml": "a: [",
  });
  const schema = "/paths/~1a/get/responses/200/content/a~1b/schema";
  expect(said).toEqual([
    `load/ref-unreadable ${schema}/oneOf/0 Reference gone.yaml cannot be resolved: there is no such file.`,
    expect.stringMatching(
      /oneOf\/1 Reference b\.yaml#\/nope cannot be resolved: .*b\.yaml has nothing at \/nope\.$/,
    ),
    expect.stringMatching(/oneOf\/3 .*the file is not valid in line 1, column \d+: /),
    expect.stringMatching(/^load\/ref-unreadable \/Pet\/items Reference #\/missing cannot be resolved/),
  ]);
  expect(report.diagnostics[3]?.at).toMatchObject({ line: 2, column: 3 });
  expect(report.diagnostics[3]?.at.file).toMatch(/b\.yaml$/);
  expect(report.hasErrors()).toBe(false);
  expect(JSON.stringify(document)).toMatch(/"\$ref":"[^"#]*b\.yaml#\/missing"/);
});

test("a document without outside references is left alone, data and properties called $ref included", async () => {
  const text =
    '{"openapi": "3.0.0", "paths": {}, "components": {"schemas": {"A": {"properties": {"$ref": {"type": "string"}}, "example": {"$ref": "x.yaml"}, "not": {"$ref": "#/components/schemas/A"}}}}}';
  const { document, said } = await bundled({ "main.json": text });
  expect(said).toEqual([]);
  expect(document).toEqual(JSON.parse(text));
});

describe("a spec in many files", () => {
  const many = (count: number): Readonly<Record<string, string>> => ({
    "main.yaml": `openapi: 3.0.3\ninfo: {title: T, version: 1}\npaths:\n${Array.from(
      { length: count },
      (_, index) => `  /items/${index}: {get: {$ref: p/${index}.yaml}}\n`,
    ).join("")}`,
    ...Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        `p/${index}.yaml`,
        `# ${"-".repeat(200)}\noperationId: get${index}\nparameters: [{name: size, in: query, required: true, schema: {type: integer}}]\n`,
      ]),
    ),
  });

  test("is read whole, however many there are, and says how far it is", async () => {
    const heard: string[] = [];
    const { document, said } = await bundled(many(620), {}, (what) => heard.push(what));
    expect(said).toEqual([]);
    const paths = Object.values((document as { paths: Record<string, { get: object }> }).paths);
    expect(paths.filter(({ get }) => "parameters" in get)).toHaveLength(620);
    expect(heard.at(-1)).toBe("load 620 files");
  });

  test.each([
    ["bytes", {}, /^load\/incomplete .*exceed 80000 bytes/],
    ["time", { timeoutMs: 0 }, /^load\/incomplete .*did not arrive within 0 s/],
  ])("that takes more %s than a run may is an error", async (_, limits, message) => {
    const { said, report } = await bundled(many(400), { maxBytes: 20_000, ...limits });
    expect(said.length).toBeGreaterThan(0);
    for (const line of said) expect(line).toMatch(message);
    expect(report.hasErrors()).toBe(true);
  });
});

describe("a document that names itself", () => {
  const shared = "components: {schemas: {Tag: {type: string}}}";
  const main = (ref: string) =>
    `openapi: 3.2.0\n$self: https://a.test/v1/api.yaml\ncomponents: {schemas: {Pet: {type: object}, Own: {$ref: '${ref}'}}}\n`;

  test.each([
    ["https://a.test/v1/api.yaml#/components/schemas/Pet", "#/components/schemas/Pet"],
    ["/v1/api.yaml#/components/schemas/Pet", "#/components/schemas/Pet"],
    ["api.yaml#/components/schemas/Pet", "#/components/schemas/Pet"],
    ["#/components/schemas/Pet", "#/components/schemas/Pet"],
    ["https://a.test/v1/common/tag.yaml#/components/schemas/Tag", undefined],
  ])("%s is found next to it", async (ref, wanted) => {
    const { document, said } = await bundled({ "elsewhere.yaml": main(ref), "common/tag.yaml": shared });
    expect(said).toEqual([]);
    // A component that is nothing but a reference to another file is that part of it.
    const Own = wanted === undefined ? { type: "string" } : { $ref: wanted };
    expect(document).toMatchObject({ components: { schemas: { Pet: { type: "object" }, Own } } });
  });

  test.each([
    "https://a.test/v2/api.yaml#/components/schemas/Pet",
    "https://b.test/v1/api.yaml#/components/schemas/Pet",
    "https://a.test/v1/%2e%2e/%2e%2e/secret.yaml",
    "https://a.test/v1/..%2f..%2fsecret.yaml",
  ])("%s is not followed", async (ref) => {
    const { said } = await bundled({ "in/api.yaml": main(ref), "secret.yaml": shared });
    expect(said).toHaveLength(1);
    expect(said[0]).toContain("load/ref-refused");
  });
});
