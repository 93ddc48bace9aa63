import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runInspect } from "../src/cli/inspect.js";
import { runPatchExplain } from "../src/cli/patch-explain.js";
import { runPatchNew } from "../src/cli/patch-new.js";
import { ran } from "./command-run.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "jackfield-patch-"));
  mkdirSync(join(folder, ".git"));
  put("pets.yaml", pets);
});
afterEach(() => rmSync(folder, { recursive: true }));

const put = (path: string, text: string): string => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
  return join(folder, path);
};

const pets = `openapi: 3.0.3
info: { title: Pets, version: "1" }
servers: [{ url: https://pets.example }]
paths:
  /pets/{id}:
    get:
      operationId: getPet
      parameters:
        - { name: id, in: path, required: true, schema: { type: string, maximum: 30, minimum: 1 } }
      responses:
        "200": { description: A pet, content: { application/json: { schema: { ref: '#/components/schemas/Cat' } } } }
        "404": {}
components:
  schemas:
    Pet: { type: object, properties: { name: { type: string } } }
    Cat: { allOf: ["$ref:'#/components/schemas/Pet'", { type: object }] }
`;

/** Codes and pointers of what is wrong with the spec after some overlays. */
const findings = async (...overlay: readonly string[]): Promise<readonly string[]> => {
  const { out } = await ran((session) => runInspect(join(folder, "pets.yaml"), { overlay }, session), {
    json: true,
  });
  const { diagnostics } = JSON.parse(out) as { diagnostics: { code: string; pointer?: string }[] }; // what inspect prints
  return diagnostics
    .filter(({ code }) => code.startsWith("patch/"))
    .map(({ code, pointer }) => `${code} ${pointer}`);
};

const patchNew = (words: readonly string[], options: object = {}, flags: object = {}) => {
  const out = join(folder, "made.yaml");
  return ran(
    (session) => runPatchNew(words, { spec: join(folder, "pets.yaml"), out, ...flags }, session),
    options,
  );
};

const explain = (place: string, options: object = {}, flags: object = {}) =>
  ran((session) => runPatchExplain(place, { spec: join(folder, "pets.yaml"), ...flags }, session), options);

describe("patch new", () => {
  test.each([
    "patch/string-ref",
    "patch/ref-without-dollar",
    "patch/misplaced-bounds",
    "patch/missing-description",
  ])("%s: the overlay fixes what the repair fixed", async (code) => {
    const before = await findings();
    expect(before.filter((line) => line.startsWith(code))).not.toEqual([]);
    const made = await patchNew([code]);
    expect(made).toMatchObject({ code: 0 });
    const after = await findings(join(folder, "made.yaml"));
    expect(after).toEqual(before.filter((line) => !line.startsWith(code)));
  });

  test("what is written is an overlay that says why, where and what it expects", async () => {
    const { out, err } = await patchNew(["patch/string-ref"]);
    expect(
      readFileSync(join(folder, "made.yaml"), "utf8"),
    ).toBe(`# Say in x-reason what is wrong upstream and how you know it.

overlay: 1.1.0
info:
  title: patch/string-ref at /components/schemas/Cat/allOf/0
  version: 1.0.0
x-reason: "This is a string, not a reference; read as a reference to #/components/schemas/Pet."
actions:
  - target: $.components.schemas.Cat.allOf
    x-expect:
      - $ref:'#/components/schemas/Pet'
      - type: object
    remove: true
  - target: $.components.schemas.Cat
    x-expect: {}
    update:
      allOf:
        - $ref: "#/components/schemas/Pet"
        - type: object
`);
    expect(out).toMatch(/made\.yaml\n$/);
    expect(err).toMatch(/^Then apply it with --overlay .*made\.yaml\n$/);
  });

  test("a file is never overwritten", async () => {
    put("made.yaml", "mine");
    const { code, err } = await patchNew(["patch/string-ref"]);
    expect(code).toBe(4);
    expect(err).toMatch(/made\.yaml write\/foreign-file .* is not a file of an earlier run/);
    expect(readFileSync(join(folder, "made.yaml"), "utf8")).toBe("mine");
  });

  test("several diagnostics are listed, and the pointer chooses", async () => {
    put("pets.yaml", pets.replace('"404": {}', '"404": {}\n        "410": {}'));
    const { code, err } = await patchNew(["patch/missing-description"]);
    expect(code).toBe(2);
    expect(err).toMatch(/2 diagnostics match patch\/missing-description: \/paths.*\/404, \/paths.*\/410\./);
    const chosen = await patchNew(["patch/missing-description", "/paths/~1pets~1{id}/get/responses/410"]);
    expect(chosen.code).toBe(0);
    expect((await findings(join(folder, "made.yaml"))).filter((line) => /40\d|41\d/.test(line))).toEqual([
      "patch/missing-description /paths/~1pets~1{id}/get/responses/404",
    ]);
  });

  test.each([
    [["patch/strng-ref"], 'there is "patch/string-ref"'],
    [["/components/schemas/Cot"], 'no "Cot", but there is "Cat"'],
    [["other#/components"], "No diagnostic and no place matches other#/components"],
    [
      ["patch/string-ref", "/components/schemas/Pet"],
      "No diagnostic and no place matches patch/string-ref /components",
    ],
  ])("%j is nothing that a patch can be for", async (words, hint) => {
    const { code, err } = await patchNew(words);
    expect(code).toBe(2);
    expect(err).toContain(hint);
    expect(err.match(/fix:/g)).toHaveLength(1);
  });

  test("a place that no diagnostic is about gets an update to be filled in", async () => {
    const { code, err } = await patchNew(["#/paths/~1pets~1{id}/get/operationId"]);
    expect(code).toBe(0);
    expect(err).toMatch(/^Fill in its update\. /);
    const text = readFileSync(join(folder, "made.yaml"), "utf8");
    expect(text).toContain(
      "  - target: $.paths['/pets/{id}'].get.operationId\n    x-expect: getPet\n    update: getPet\n",
    );
    expect(await findings(join(folder, "made.yaml"))).toContain("patch/no-effect /actions/0");
  });

  test("--json prints the file and its actions", async () => {
    const { out } = await patchNew(["patch/ref-without-dollar"], { json: true });
    const schema = "$.paths['/pets/{id}'].get.responses['200'].content['application/json'].schema";
    expect(JSON.parse(out)).toEqual({
      ok: true,
      file: expect.stringMatching(/made\.yaml$/),
      actions: [
        { target: `${schema}.ref`, "x-expect": "#/components/schemas/Cat", remove: true },
        { target: schema, "x-expect": {}, update: { $ref: "#/components/schemas/Cat" } },
      ],
      diagnostics: [],
    });
  });

  test("with a config the file goes to the spec's own folder, and the line to add is printed", async () => {
    const config = put(
      "jackfield.config.json",
      JSON.stringify({ name: "pets-mcp", specs: [{ id: "pets", from: "pets.yaml" }] }),
    );
    const { code, err } = await ran((session) => runPatchNew(["patch/string-ref"], {}, session), { config });
    expect(code).toBe(0);
    expect(err).toMatch(
      /Then add to overlays of pets in .*jackfield\.config\.json:\n {2}"patches\/pets\/string-ref-.*\.yaml",\n$/,
    );
    const [, line = ""] = /"(.*)",\n$/.exec(err) ?? [];
    expect(readFileSync(join(folder, line), "utf8")).toContain("overlay: 1.1.0");
  });
});

const overlay = `overlay: 1.1.0
info: { title: t, version: 1.0.0 }
x-reason: Because.
actions:
  - { target: $.info, update: { title: Cats } }
  - { target: $.info, update: { title: Dogs } }
  - { target: $.components.schemas.Pet, copy: $.info }
  - { target: $.servers, remove: true }
`;

describe("patch explain", () => {
  test("lists what changed a place, in order, each with its file, action, values and reason", async () => {
    put("fix.yaml", overlay);
    const flags = { overlay: [join(folder, "fix.yaml")] };
    const { code, out } = await explain("/info/title", {}, flags);
    expect(code).toBe(0);
    expect(out.replaceAll(/^\S*fix\.yaml/gm, "fix.yaml")).toBe(
      'fix.yaml:5:5 update /info/title: "Pets" → "Cats" (Because.)\nfix.yaml:6:5 update /info/title: "Cats" → "Dogs" (Because.)\n',
    );
    expect((await explain("#/components/schemas/Pet", {}, flags)).out).toMatch(
      /copy \/components\/schemas\/Pet\/title: nothing → "Dogs"/,
    );
    expect((await explain("/servers/0/url", {}, flags)).out).toMatch(
      /fix\.yaml:8:5 remove \/servers: .* → nothing/,
    );
  });

  test("a tool is explained by its operation and what that refers to, repairs included", async () => {
    const { out } = await explain("getPet");
    expect(out).toMatch(
      /pets\.yaml:9:\d+ repair patch\/misplaced-bounds \/paths\/~1pets~1\{id\}\/get\/parameters/,
    );
    expect(out).toMatch(/repair patch\/missing-description .*: \{\} → \{"description":"Not Found"\}/);
    expect(out).toMatch(/repair patch\/string-ref \/components\/schemas\/Cat\/allOf\/0/);
    const { out: alone } = await explain("/paths/~1pets~1{id}/get");
    expect(alone).not.toContain("patch/string-ref");
  });

  test("--json gives whole values", async () => {
    const { out } = await explain("/components/schemas/Cat", { json: true });
    expect(JSON.parse(out)).toMatchObject({
      pointer: "/components/schemas/Cat",
      changes: [
        {
          spec: "pets",
          action: "repair",
          by: "patch/string-ref",
          pointer: "/components/schemas/Cat/allOf/0",
          before: "$ref:'#/components/schemas/Pet'",
          after: { $ref: "#/components/schemas/Pet" },
          line: 16,
        },
      ],
    });
  });

  test("nothing changed is an answer, a place that is nowhere is a mistake", async () => {
    expect(await explain("/info")).toEqual({
      code: 0,
      out: "No patch and no repair changed /info.\n",
      err: "",
    });
    const nowhere = await explain("/components/schema/Pet");
    expect(nowhere.code).toBe(2);
    expect(nowhere.err).toMatch(/patch\/no-place .*no "schema", but there is "schemas"/);
    expect((await explain("getPat")).err).toContain('there is "getPet"');
  });
});
