import { expect, test } from "vitest";
import { createReport } from "../report/index.js";
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
  const overlay = overlayFormat.parse({ overlay: "1.0.0", info: { title: "t", version: "1" }, actions });
  const log = { by: "p.yaml", report, placeOf: (pointer: string) => ({ file: "p.yaml", pointer }) };
  const applied = applyOverlay(document, overlay, log);
  expect(document).toEqual(spec());
  const said = report.diagnostics.map(({ code, message, at }) => `${at.pointer} ${code} ${message}`);
  return {
    document: applied.document,
    changes: applied.changes.map(({ action, pointer }) => `${action} ${pointer}`),
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
    "/actions/0 patch/no-match $.paths['/pet/{id}'].get matches nothing; there is no «/pet/{id}», but there is «/pets/{id}».",
  ]);
  expect(apply({ target: "$.tags[0].nam", update: {} }).said[0]).toMatch(/no «nam», but there is «name»/);
  expect(apply({ target: "$..nothing", update: {} }).said[0]).toMatch(/matches nothing\.$/);
});

test("a target that is no JSONPath is an error, and the other actions still run", () => {
  const { document, said } = apply(
    { target: "$.paths[/pets]", remove: true },
    { target: "$.tags", remove: true },
  );
  expect(said[0]).toMatch(/^\/actions\/0 patch\/target-syntax \$\.paths\[\/pets\] is no JSONPath/);
  expect(document).not.toHaveProperty("tags");
});

test.each([
  ["$.openapi", { update: { a: 1 } }, "it is neither an object nor a list"],
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
    `/actions/0 patch/repaired-upstream ${one} already is what this action makes of it.`,
  ]);
  const removed = apply({ target: "$.paths.x", "x-expect": {}, remove: true });
  expect(removed.said[0]).toMatch(/^\/actions\/0 patch\/repaired-upstream /);
  const changed = apply({ target: one, "x-expect": { summary: "bad" }, update: { summary: "good" } });
  expect(changed.said[0]).toMatch(/patch\/upstream-changed .*upstream changed it to \{"summary":"one"\}$/);
  expect(changed.document).toEqual(spec());
});

test("an update that changes nothing is worth a warning", () => {
  const { said, changes } = apply({ target: one, update: { summary: "one" } });
  expect(said[0]).toMatch(/^\/actions\/0 patch\/no-effect /);
  expect(changes).toEqual([]);
});
