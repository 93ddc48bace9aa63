/** What the Overlay Specification shows by example in both of its versions, through files. */
import { describe, expect, test } from "vitest";
import { overlaid, overlay } from "./overlaid.js";

describe.each(["1.0.0", "1.1.0"])("Overlay %s", (version) => {
  test("one action mirrors the structure of the document", async () => {
    const { document, paths, said, changes } = await overlaid(
      overlay(
        `  - target: '$' # the root
    update:
      info: { x-reviewed: true }
      paths:
        /books: { summary: Every shelf, get: { x-rate: 5 } }
        /members: { get: { responses: {} } }
      tags:
`,
        version,
      ),
    );
    expect(said).toEqual([]);
    expect(document).toMatchObject({
      info: { title: "Library", version: "2", "x-reviewed": true },
      tags: null,
    });
    expect(paths["/books"]).toMatchObject({
      summary: "Every shelf",
      get: { description: "All books", "x-rate": 5 },
    });
    expect(paths["/members"]).toEqual({ get: { responses: {} } });
    expect(changes).toEqual([
      "update /info/x-reviewed",
      "update /paths/~1books/summary",
      "update /paths/~1books/get/x-rate",
      "update /paths/~1members",
      "update /tags",
    ]);
  });

  test("small actions each go to their own place", async () => {
    const { paths, said } = await overlaid(
      overlay(
        `  - target: $.paths['/books'].get
    update: { description: What is on the shelves }
  - target: $.paths['/loans']
    update: { post: { description: Lend, x-safe: false } }
`,
        version,
      ),
    );
    expect(said).toEqual([]);
    expect(paths["/books"]).toMatchObject({
      summary: "Shelves",
      get: { description: "What is on the shelves" },
    });
    expect(paths["/loans"]).toMatchObject({
      get: { description: "All loans" },
      post: { description: "Lend", "x-safe": false },
    });
  });

  test("a wildcard or a filter reaches every match, and only those", async () => {
    const { paths, changes } = await overlaid(
      overlay(
        `  - target: $.paths.*.get
    update: { x-safe: true }
  - target: $.paths.*.get.parameters[?@.name=='filter' && @.in=='query']
    update: { schema: { $ref: '#/components/schemas/Book' } }
`,
        version,
      ),
    );
    expect(paths["/books"]).toMatchObject({
      get: {
        "x-safe": true,
        parameters: [
          { name: "filter", in: "query", schema: { type: "object", $ref: "#/components/schemas/Book" } },
          { name: "filter", in: "header", schema: { type: "string" } },
          { name: "dummy" },
        ],
      },
    });
    expect(paths["/loans"]).toMatchObject({ get: { "x-safe": true }, delete: {} });
    expect(paths["/loans"]?.delete).not.toHaveProperty("x-safe");
    expect(changes).toEqual([
      "update /paths/~1books/get/x-safe",
      "update /paths/~1loans/get/x-safe",
      "update /paths/~1books/get/parameters/0/schema/$ref",
    ]);
  });

  test("an update of a list adds an element, at the end of each list", async () => {
    const { paths, changes } = await overlaid(
      overlay("  - { target: $.paths.*.get.parameters, update: { name: page, in: query } }\n", version),
    );
    expect(paths["/books"]).toHaveProperty(["get", "parameters", 3], { name: "page", in: "query" });
    expect(paths["/loans"]).toHaveProperty(["get", "parameters", 1], { name: "page", in: "query" });
    expect(changes).toEqual([
      "update /paths/~1books/get/parameters/3",
      "update /paths/~1loans/get/parameters/1",
    ]);
  });

  test("an update of a list with a list joins them", async () => {
    const { paths } = await overlaid(
      overlay("  - { target: $.paths.*.get.tags, update: [a, [b]] }\n", version),
    );
    expect(paths["/loans"]).toHaveProperty(["get", "tags"], ["draft", "a", ["b"]]);
  });

  test("elements that a filter selects are removed from their lists", async () => {
    const { paths, changes } = await overlaid(
      overlay("  - { target: \"$.paths.*.get.parameters[?@.name == 'dummy']\", remove: true }\n", version),
    );
    expect(paths["/books"]).toHaveProperty(["get", "parameters", "length"], 2);
    expect(paths["/loans"]).toHaveProperty(["get", "parameters"], []);
    expect(changes.sort()).toEqual([
      "remove /paths/~1books/get/parameters/2",
      "remove /paths/~1loans/get/parameters/0",
    ]);
  });

  test("plain elements and plain members can be removed", async () => {
    const { paths, said } = await overlaid(
      overlay(
        `  - { target: "$.paths.*.get.tags[?@ == 'draft']", remove: true }
  - { target: "$.paths['/books'].summary", remove: true }
`,
        version,
      ),
    );
    expect(said).toEqual([]);
    expect(paths["/books"]).toMatchObject({ get: { tags: ["open"] } });
    expect(paths["/loans"]).toMatchObject({ get: { tags: [] } });
    expect(paths["/books"]).not.toHaveProperty("summary");
  });

  test("a part is removed by one action and made again by the next", async () => {
    const { paths } = await overlaid(
      overlay(
        `  - { target: "$.paths['/books'].get.tags", remove: true }
  - { target: "$.paths['/books'].get", update: { tags: [only] } }
`,
        version,
      ),
    );
    expect(paths["/books"]).toMatchObject({ get: { tags: ["only"] } });
  });

  test("traits in the document say where an update goes", async () => {
    const { paths } = await overlaid(
      overlay(
        `  - target: $.paths[?(@.get['x-traits'][?(@ == 'paged')])].get
    update: { parameters: [{ name: top, in: query }, { name: skip, in: query }] }
`,
        version,
      ),
      {
        spec: `openapi: 3.1.0
info: { title: Traits, version: "1" }
paths:
  /all: { get: { x-traits: [paged], responses: {} } }
  /parts: { get: { x-traits: [other, paged], parameters: [{ name: id, in: query }] } }
  /one: { get: { x-traits: [other] } }
`,
      },
    );
    type Get = { readonly parameters?: readonly { readonly name: string }[] };
    const names = (path: string) =>
      (paths[path]?.get as Get | undefined)?.parameters?.map(({ name }) => name); // as written above
    expect(names("/all")).toEqual(["top", "skip"]);
    expect(names("/parts")).toEqual(["id", "top", "skip"]);
    expect(names("/one")).toBeUndefined();
  });

  test("remove wins over an update next to it", async () => {
    const { paths, said } = await overlaid(
      overlay("  - { target: \"$.paths['/loans']\", update: { x-gone: true }, remove: true }\n", version),
    );
    expect(said).toEqual([]);
    expect(Object.keys(paths)).toEqual(["/books"]);
  });

  test("overlay and spec may each be JSON or YAML, with extensions everywhere", async () => {
    const text = JSON.stringify({
      overlay: version,
      info: { title: "Behavior", version: "1.0.0", "x-team": "docs" },
      extends: "library.yaml",
      actions: [{ target: "$.info", description: "**Why**", update: { title: "Books" }, "x-note": null }],
      "x-anything": [1],
    });
    const { document, said } = await overlaid(text, { overlayName: "fix.json" });
    expect(said).toEqual([]);
    expect(document).toMatchObject({ info: { title: "Books" } });
    const json = JSON.stringify({ openapi: "3.1.0", info: { title: "T", version: "1" }, paths: {} });
    const other = await overlaid(overlay("  - { target: $.info, update: { title: U } }\n", version), {
      spec: json,
      specName: "library.json",
    });
    expect(other.document).toMatchObject({ info: { title: "U" } });
  });

  test("an extends that names another document is worth a warning", async () => {
    const text = overlay("  - { target: $.info, update: { title: B } }\n", version);
    const said = async (name: string) => (await overlaid(`extends: ${name}\n${text}`)).said;
    expect(await said("./library.yaml")).toEqual([]);
    expect(await said("https://api.example/library.yaml?raw=1")).toEqual([]);
    expect(await said("./archive.yaml")).toEqual([
      "1 patch/other-document The overlay extends ./archive.yaml, but it is applied to library.yaml.",
    ]);
  });

  test("an action that matches nothing is an error, unless it says that it is optional", async () => {
    const strict = await overlaid(overlay("  - { target: $.paths.*.trace, remove: true }\n", version));
    expect(strict.said).toEqual(['4 patch/no-match $.paths.*.trace matches nothing; there is no "trace".']);
    const optional = await overlaid(
      overlay(
        `  - { target: $.paths.*.trace, remove: true, x-optional: true }
  - { target: $.paths.*.trace, x-expect: {}, update: { x: 1 }, x-optional: true }
`,
        version,
      ),
    );
    expect(optional.said).toEqual([]);
  });
});
