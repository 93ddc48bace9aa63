import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../", import.meta.url));
const rooms = ["generator", ...readdirSync(join(root, "packages")).map((name) => `packages/${name}`)];

/** Circles of files that load each other today. They may only become fewer: take out what is gone. */
const toleratedLoads: readonly (readonly string[])[] = [];

/** Circles that only types close today. They may only become fewer, too. */
const toleratedTypes: readonly (readonly string[])[] = [
  ["packages/connect/src/link/param-headers.ts", "packages/connect/src/link/tool-notes.ts"],
  ["packages/contract/src/app.ts", "packages/contract/src/catalog.ts", "packages/contract/src/tool.ts"],
  ["packages/runtime/src/engine.ts", "packages/runtime/src/http/open.ts", "packages/runtime/src/session.ts"],
  ["packages/runtime/src/credentials/shared.ts", "packages/runtime/src/credentials/token.ts"],
  ["packages/runtime/src/request/body.ts", "packages/runtime/src/request/build.ts"],
];

type Graph = ReadonlyMap<string, readonly string[]>;

type Import = { readonly file: string; readonly typeOnly: boolean };

/** The own files that a source file imports or exports from. */
function importsOf(path: string, files: ReadonlySet<string>): readonly Import[] {
  const source = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest);
  return source.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
    const target = statement.moduleSpecifier;
    if (!target || !ts.isStringLiteral(target) || !target.text.startsWith(".")) return [];
    const file = join(dirname(path), target.text).replace(/\.js$/, ".ts");
    return files.has(file) ? [{ file, typeOnly: isTypeOnly(statement) }] : [];
  });
}

/** Whether nothing of an import is left at run time; `verbatimModuleSyntax` makes that readable from the text. */
function isTypeOnly(statement: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(statement)) return statement.isTypeOnly;
  return statement.importClause?.isTypeOnly === true;
}

/** What each file of a package imports, without its tests. */
function importsIn(room: string): ReadonlyMap<string, readonly Import[]> {
  const folder = join(root, room, "src");
  const files = new Set(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter(({ name }) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
      .map(({ parentPath, name }) => join(parentPath, name)),
  );
  return new Map([...files].map((file) => [file, importsOf(file, files)]));
}

function circlesIn(room: string, counts: (edge: Import) => boolean): readonly (readonly string[])[] {
  const graph = new Map(
    [...importsIn(room)].map(([file, edges]) => [file, edges.filter(counts).map((edge) => edge.file)]),
  );
  return circlesOf(graph).map((circle) => circle.map((file) => relative(root, file)));
}

/** Tarjan's algorithm: the sets of files that reach one another, and files that import themselves. */
function circlesOf(graph: Graph): readonly (readonly string[])[] {
  const circles: string[][] = [];
  const order = new Map<string, number>();
  const stack: string[] = [];
  const visit = (file: string): number => {
    order.set(file, order.size);
    let low = order.size - 1;
    stack.push(file);
    for (const next of graph.get(file) ?? []) {
      if (!order.has(next)) low = Math.min(low, visit(next));
      else if (stack.includes(next)) low = Math.min(low, order.get(next) ?? low);
    }
    if (low === order.get(file)) {
      const circle = stack.splice(stack.indexOf(file));
      if (circle.length > 1 || graph.get(file)?.includes(file)) circles.push(circle.sort());
    }
    return low;
  };
  for (const file of graph.keys()) if (!order.has(file)) visit(file);
  return circles;
}

test("a circle of imports is seen, a shared import is not one", () => {
  const graph = new Map([
    ["a", ["b", "c"]],
    ["b", ["c"]],
    ["c", ["d"]],
    ["d", ["b"]],
    ["e", ["e"]],
  ]);
  expect(circlesOf(graph)).toEqual([["b", "c", "d"], ["e"]]);
});

/** Circles that are not part of one in the list. */
const newOnes = (circles: readonly (readonly string[])[], old: readonly (readonly string[])[]) =>
  circles.filter((circle) => !old.some((files) => circle.every((file) => files.includes(file))));

test.each(rooms)("no file of %s loads itself by way of others", (room) => {
  expect(
    newOnes(
      circlesIn(room, ({ typeOnly }) => !typeOnly),
      toleratedLoads,
    ),
  ).toEqual([]);
});

test.each(rooms)("no file of %s imports itself by way of others, types included", (room) => {
  expect(
    newOnes(
      circlesIn(room, () => true),
      [...toleratedLoads, ...toleratedTypes],
    ),
  ).toEqual([]);
});
