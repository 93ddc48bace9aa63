import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../", import.meta.url));
const rooms = ["generator", ...readdirSync(join(root, "packages")).map((name) => `packages/${name}`)];

type Graph = ReadonlyMap<string, readonly string[]>;

/** The own files that a source file imports or exports from, types included. */
function importsOf(path: string, files: ReadonlySet<string>): readonly string[] {
  const source = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest);
  return source.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
    const target = statement.moduleSpecifier;
    if (!target || !ts.isStringLiteral(target) || !target.text.startsWith(".")) return [];
    const file = join(dirname(path), target.text).replace(/\.js$/, ".ts");
    return files.has(file) ? [file] : [];
  });
}

/** What each file of a package imports, without its tests. */
function importsIn(room: string): Graph {
  const folder = join(root, room, "src");
  const files = new Set(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter(({ name }) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
      .map(({ parentPath, name }) => join(parentPath, name)),
  );
  return new Map([...files].map((file) => [file, importsOf(file, files)]));
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

test.each(rooms)("no file of %s imports itself by way of others, types included", (room) => {
  expect(circlesOf(importsIn(room)).map((circle) => circle.map((file) => relative(root, file)))).toEqual([]);
});
