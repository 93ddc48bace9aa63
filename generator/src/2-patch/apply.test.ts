import { expect, test } from "vitest";
import { codes, createReport } from "../report/index.js";
import { applyOverlay } from "./apply.js";
import { overlayFormat } from "./format.js";

const spec = () => ({
  openapi: "3.0.0",
  tags: [{ name: "a" }, { name: "b" }, { name: "c" }],
  paths: {
    "/pets/{id}": { get: { summary: "one" }, delete: { summary: "gone", "x-internal": true } },
    "/it's": { get: { summary: "two" } },
  },
});

const apply = (...actions: object[]) => {
  const report = createReport();
  const document = spec();
  const overlay = overlayFormat.parse({ overlay: "1.1.0", info: { title: "t", version: "1" }, actions });
  const log = { by: "p.yaml", report, placeOf: (pointer: string) => ({ file: "p.yaml", pointer }) };
  const applied = applyOverlay(document, overlay, log);
  expect(document).toEqual(spec());
  const said = report.diagnostics.map(({ code, message, at }) => `${at.pointer} ${code} ${message}`);
  return {
    document: applied.document,
    changes: applied.changes.map(({ action, pointer }) => `${action} ${pointer}`),
    values: applied.changes.map(({ before, after }) => ({ before, after })),
    said,
  };
};

test("an update reaches every match, and the original stays as it was", () => {
  const { document, changes, said } = apply({ target: "$.paths.*.get", update: { deprecated: true } });
  expect(said).toEqual([]);
  expect(document).toMatchObject({
    paths: { "/pets/{id}": { get: { deprecated: true } }, "/it's": { get: { deprecated: true } } },
  });
  expect(changes.sort()).toEqual([
    "update /paths/~1it's/get/deprecated",
    "update /paths/~1pets~1{id}/get/deprecated",
  ]);
});

test("several elements of a list can be removed at once", () => {
  const { document, changes } = apply({ target: "$.tags[0,2,0]", remove: true });
  expect(document).toMatchObject({ tags: [{ name: "b" }] });
  expect(changes).toEqual(["remove /tags/2", "remove /tags/0"]);
});

test("filters, descendants and nested matches", () => {
  expect(apply({ target: "$.paths.*[?@['x-internal']]", remove: true }).document).not.toHaveProperty([
    "paths",
    "/pets/{id}",
    "delete",
  ]);
  const { document } = apply({ target: "$.paths..*", remove: true });
  expect(document).toMatchObject({ paths: {} });
  expect(Object.keys((document as { paths: object }).paths)).toEqual([]);
});

test("actions run in their order and see what the earlier ones made", () => {
  const { document } = apply(
    { target: "$.paths['/it\\'s']", update: { post: { summary: "new" } } },
    { target: "$.paths['/it\\'s'].post", update: { summary: "newer" } },
    { target: "$.paths['/it\\'s'].get", remove: true },
  );
  expect(document).toMatchObject({ paths: { "/it's": { post: { summary: "newer" } } } });
});

test("an action that matches nothing is an error that names the nearest key", () => {
  expect(apply({ target: "$.paths['/pet/{id}'].get", remove: true }).said).toEqual([
    `/actions/0 patch/no-match $.paths['/pet/{id}'].get matches nothing; there is no "/pet/{id}", but there is "/pets/{id}".`,
  ]);
  expect(apply({ target: "$.tags[0].nam", update: {} }).said[0]).toMatch(/no "nam", but there is "name"/);
  expect(apply({ target: "$..nothing", update: {} }).said[0]).toMatch(/matches nothing\.$/);
});

test("a target that is not a valid JSONPath is an error, and the other actions still run", () => {
  const { document, said } = apply(
    { target: "$.paths[/pets]", remove: true },
    { target: "$.tags", remove: true },
  );
  expect(said[0]).toMatch(/^\/actions\/0 patch\/target-syntax \$\.paths\[\/pets\] is not a valid JSONPath/);
  expect(document).not.toHaveProperty("tags");
});

test.each([
  ["$.openapi", { update: { a: 1 } }, "it is a plain value and the update is an object"],
  ["$.paths", { update: ["a"] }, "the update of an object must be an object"],
  ["$", { remove: true }, "the whole document cannot be removed"],
])("%s with %j is the wrong target", (target, action, problem) => {
  const { said } = apply({ target, ...action });
  expect(said).toEqual([`/actions/0 patch/wrong-target ${target}: ${problem}.`]);
});

const one = "$.paths['/pets/{id}'].get";

test("x-expect lets the action pass when the document is what it was written for", () => {
  const { document, said } = apply({
    target: one,
    "x-expect": { summary: "one" },
    update: { summary: "better" },
  });
  expect(said).toEqual([]);
  expect(document).toMatchObject({ paths: { "/pets/{id}": { get: { summary: "better" } } } });
});

test("x-expect tells a repair from another change", () => {
  const repaired = apply({ target: one, "x-expect": { summary: "bad" }, update: { summary: "one" } });
  expect(repaired.said).toEqual([
    `/actions/0 patch/repaired-upstream ${one} already has the value that this action sets.`,
  ]);
  const removed = apply({ target: "$.paths.x", "x-expect": {}, remove: true });
  expect(removed.said[0]).toMatch(/^\/actions\/0 patch\/repaired-upstream /);
  const changed = apply({ target: one, "x-expect": { summary: "bad" }, update: { summary: "good" } });
  expect(changed.said[0]).toMatch(/patch\/upstream-changed .*upstream changed it to \{"summary":"one"\}$/);
  expect(changed.document).toEqual(spec());
});

test("x-expect holds for removals and copies too, and a fault that is gone says so", () => {
  const said = (action: object) => apply(action).said;
  expect(said({ target: one, "x-expect": { summary: "bad" }, remove: true })[0]).toMatch(
    /patch\/upstream-changed .*upstream changed it to/,
  );
  expect(apply({ target: one, "x-expect": { summary: "one" }, remove: true }).changes).toHaveLength(1);
  expect(said({ target: one, "x-expect": {}, copy: "$.tags[0]" })[0]).toMatch(/patch\/upstream-changed/);
  expect(said({ target: one, "x-expect": { summary: "old" }, copy: one })[0]).toMatch(
    /patch\/repaired-upstream/,
  );
  const more = { target: "$.tags", "x-expect": [{ name: "a" }], update: [{ name: "b" }] };
  expect(said(more)[0]).toMatch(/patch\/repaired-upstream/);
});

test("a list that upstream replaced by the same one is a repair, though two actions would make it", () => {
  const actions = (before: unknown, after: unknown) => [
    { target: "$.tags", "x-expect": before, remove: true },
    { target: "$", update: { tags: after } },
  ];
  const { tags } = spec();
  expect(apply(...actions(["old"], tags)).said).toEqual([
    "/actions/0 patch/repaired-upstream $.tags already has the value that this action sets.",
  ]);
  expect(apply(...actions(["old"], ["new"])).said[0]).toMatch(/patch\/upstream-changed/);
});

test("an earlier patch that changed the target is named instead of upstream", () => {
  const action = { target: one, "x-expect": { summary: "one" }, update: { summary: "x" } };
  const { said } = apply({ target: one, update: { description: "d" } }, action);
  expect(said[0]).toMatch(/\/actions\/1 patch\/upstream-changed .* p\.yaml changed it to/);
});

test("of several targets the one that is not as expected is named", () => {
  const { said } = apply({ target: "$.tags[*]", "x-expect": { name: "a" }, remove: true });
  expect(said[0]).toMatch(/\$\.tags\[\*\] \(at \/tags\/1\) is not what x-expect says/);
});

test.each(["repaired-upstream", "upstream-changed", "no-match", "copy-source", "no-effect"] as const)(
  "what to do about patch/%s includes to delete the patch",
  (name) => expect(codes[`patch/${name}`].fix).toContain("delete this patch"),
);

test.each([
  ["$.tags[?@.name == 'aa']", 'no "aa", but there is "a"'],
  ["$.tags[?@.name == 'a' && @.kind == 'x']", 'no "x"'],
  ["$.tags[?'zzz' == @.name].name", 'no "zzz"'],
  ["$.paths.*.get.sumary", 'no "sumary", but there is "summary"'],
  ["$.paths.*[?@.summary == 'one'].nothing", ""],
  ["$.tags[7].name", ""],
])("%s: %s", (target, hint) => {
  const { said } = apply({ target, remove: true });
  expect(said[0]).toContain(
    `patch/no-match ${target} matches nothing${hint === "" ? "." : `; there is ${hint}`}`,
  );
});

test("changes point to where the values are once elements before them are gone", () => {
  const { changes, document } = apply(
    { target: "$.tags[2]", update: { x: 1 } },
    { target: "$.tags", update: [{ name: "d" }] },
    { target: "$.tags[0,1]", remove: true },
    { target: "$.tags[0]", update: { y: 1 } },
  );
  expect(document).toMatchObject({ tags: [{ name: "c", x: 1, y: 1 }, { name: "d" }] });
  expect(changes).toEqual([
    "update /tags/0/x",
    "update /tags/1",
    "remove /tags/1",
    "remove /tags/0",
    "update /tags/0/y",
  ]);
});

test("what a change says of before and after stays when later actions change the same place", () => {
  const { values } = apply(
    { target: "$.tags[0]", update: { x: { y: 1 } } },
    { target: "$", update: { tags: [{ name: "d" }] } },
    { target: "$.tags[0].x", update: { y: 2 } },
    { target: "$.tags[3]", update: { name: "e" } },
  );
  const [a, b, c] = [{ name: "a", x: { y: 1 } }, { name: "b" }, { name: "c" }];
  expect(values[1]).toEqual({ before: [a, b, c], after: [a, b, c, { name: "d" }] });
});

test("an update that changes nothing is worth a warning", () => {
  const { said, changes } = apply({ target: one, update: { summary: "one" } });
  expect(said[0]).toMatch(/^\/actions\/0 patch\/no-effect /);
  expect(changes).toEqual([]);
});
