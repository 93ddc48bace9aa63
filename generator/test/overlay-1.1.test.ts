/** What Overlay 1.1 shows by example and 1.0 has not, and what is no overlay of either; through files. */
import { describe, expect, test } from "vitest";
import { overlaid, overlay } from "./overlaid.js";

describe("Overlay 1.1", () => {
  test("a plain value as target is replaced", async () => {
    const { paths, changes, said } = await overlaid(
      overlay(
        `  - { target: "$.paths['/books'].get.description", update: New text }
  - { target: "$.paths['/books'].get.tags[0]", update: closed }
`,
      ),
    );
    expect(said).toEqual([]);
    expect(paths["/books"]).toMatchObject({ get: { description: "New text", tags: ["closed", "draft"] } });
    expect(changes).toEqual(["update /paths/~1books/get/description", "update /paths/~1books/get/tags/0"]);
  });

  test("copy merges one part of the document into another", async () => {
    const { paths, changes, said } = await overlaid(
      overlay("  - { target: '$.paths[\"/books\"]', copy: '$.paths[\"/loans\"]' }\n"),
    );
    expect(said).toEqual([]);
    expect(paths["/books"]).toMatchObject({
      summary: "Shelves",
      get: { description: "All loans", tags: ["open", "draft", "draft"] },
      delete: { responses: {} },
    });
    expect(paths["/loans"]).toMatchObject({ get: { description: "All loans", tags: ["draft"] } });
    expect(changes).toEqual([
      "copy /paths/~1books/get/description",
      "copy /paths/~1books/get/tags",
      "copy /paths/~1books/get/parameters",
      "copy /paths/~1books/get/responses/200/description",
      "copy /paths/~1books/delete",
    ]);
  });

  test("an update makes the place that a copy fills", async () => {
    const { paths } = await overlaid(
      overlay(
        `  - { target: $.paths, update: { /newspapers: {} } }
  - { target: "$.paths['/newspapers']", copy: "$.paths['/books']" }
`,
      ),
    );
    expect(paths["/newspapers"]).toEqual(paths["/books"]);
    expect(Object.keys(paths)).toEqual(["/books", "/loans", "/newspapers"]);
  });

  test("update, copy and remove move a part", async () => {
    const { paths, changes } = await overlaid(
      overlay(
        `  - { target: $.paths, update: { /lendings: {} } }
  - { target: "$.paths['/lendings']", copy: "$.paths['/loans']" }
  - { target: "$.paths['/loans']", remove: true }
`,
      ),
    );
    expect(Object.keys(paths)).toEqual(["/books", "/lendings"]);
    expect(paths["/lendings"]).toMatchObject({ get: { description: "All loans" }, delete: {} });
    expect(changes).toEqual([
      "update /paths/~1lendings",
      "copy /paths/~1lendings/get",
      "copy /paths/~1lendings/delete",
      "remove /paths/~1loans",
    ]);
  });

  test("copy appends to a list what is not a list, and joins what is one", async () => {
    const { paths } = await overlaid(
      overlay(
        `  - { target: "$.paths['/loans'].get.parameters", copy: "$.paths['/books'].get.parameters[0]" }
  - { target: "$.paths['/loans'].get.tags", copy: "$.paths['/books'].get.tags" }
  - { target: "$.paths['/loans'].get.description", copy: "$.paths['/books'].summary" }
`,
      ),
    );
    expect(paths["/loans"]).toMatchObject({
      get: {
        description: "Shelves",
        tags: ["draft", "open", "draft"],
        parameters: [{ name: "dummy" }, { name: "filter", in: "query" }],
      },
    });
  });

  test("copy takes exactly one value", async () => {
    const { said, changes } = await overlaid(
      overlay(
        `  - { target: "$.paths['/books']", copy: $.paths.* }
  - { target: "$.paths['/books']", copy: "$.paths['/lons']" }
`,
      ),
    );
    expect(said).toEqual([
      "4 patch/copy-source copy needs exactly one value, but $.paths.* matches 2.",
      `5 patch/copy-source copy needs exactly one value, but $.paths['/lons'] matches nothing; there is no "/lons", but there is "/loans".`,
    ]);
    expect(changes).toEqual([]);
  });

  test("a copy does not change when its source changes afterwards", async () => {
    const { paths } = await overlaid(
      overlay(
        `  - { target: $.paths, update: { /newspapers: {} } }
  - { target: "$.paths['/newspapers']", copy: "$.paths['/books']" }
  - { target: "$.paths['/books'].get.tags", update: late }
  - { target: "$.paths['/newspapers'].get.parameters[0]", remove: true }
`,
      ),
    );
    expect(paths["/newspapers"]).toMatchObject({ get: { tags: ["open", "draft"] } });
    expect(paths["/books"]).toHaveProperty(["get", "parameters", "length"], 3);
  });

  test("values of different kinds are no target, and another kind takes no value's place", async () => {
    const { said, changes } = await overlaid(
      overlay(
        `  - { target: $.paths..tags, update: [x] }
  - { target: "$.paths['/books'].get['description','tags']", update: x }
  - { target: "$.paths['/books']", update: { get: [] } }
  - { target: "$.paths['/books'].summary", update: { a: 1 } }
`,
      ),
    );
    expect(said).toEqual([
      "5 patch/wrong-target $.paths['/books'].get['description','tags']: it selects values of different kinds: a plain value, a list.",
      "6 patch/wrong-target $.paths['/books']: the update has a list where /get is an object.",
      "7 patch/wrong-target $.paths['/books'].summary: it is a plain value and the update is an object.",
    ]);
    expect(changes).toHaveLength(2);
  });

  test("an overlay that doubles the document with each action is stopped", async () => {
    const twice = "  - { target: $.info, copy: $ }\n";
    const { said } = await overlaid(overlay(twice.repeat(40)));
    expect(said.at(-1)).toMatch(
      /patch\/too-large The action at \$\.info would make the document too large or too deep/,
    );
  });
});

describe("Overlay 1.0", () => {
  test("has no copy and no plain values as targets of an update; the message names 1.1", async () => {
    const copy = await overlaid(overlay("  - { target: $.info, copy: $.components }\n", "1.0.1"));
    expect(copy.said).toEqual([
      "4 patch/invalid This is not a valid OpenAPI Overlay: actions.0.copy is a field of Overlay 1.1: write overlay: 1.1.0.",
    ]);
    const plain = await overlaid(overlay("  - { target: $.info.title, update: New }\n", "1.0.0"));
    expect(plain.said).toEqual(["4 patch/wrong-target $.info.title: it is neither an object nor a list."]);
  });
});

test.each([
  ["overlay: 1.2.0", /overlay must be 1\.0\.0 or 1\.1\.0/],
  ["overlay: 1.1", /overlay must be 1\.0\.0 or 1\.1\.0/],
  ["overlay: 1.1.0\nx_note: 1", /x_note is not a field of an overlay/],
  ["overlay: 1.1.0\nextend: a.yaml", /extend is not a field of an overlay; extends was probably meant/],
])("%j is refused, with the reason", async (head, wanted) => {
  const { said } = await overlaid(
    `${head}\ninfo: { title: T, version: "1" }\nactions: [{ target: $.info, update: { title: B } }]\n`,
  );
  expect(said).toHaveLength(1);
  expect(said[0]).toMatch(wanted);
});

test.each([
  ["update: { a: 1 }, copy: $.paths", /both update and copy/],
  ["updat: { a: 1 }", /updat is not a field of an overlay; update was probably meant/],
  ["description: nothing to do", /needs update, copy or remove/],
  ["remove: yes please", /remove is wrong: expected boolean/],
])("an action with { %s } is refused, with the reason", async (fields, wanted) => {
  const { said } = await overlaid(overlay(`  - { target: $.info, ${fields} }\n`));
  expect(said.join("\n")).toMatch(wanted);
});

test("remove: false alone is an action that changes nothing", async () => {
  const { said } = await overlaid(overlay("  - { target: $.info, remove: false }\n"));
  expect(said).toEqual(["4 patch/no-effect The action changes nothing at $.info."]);
});
