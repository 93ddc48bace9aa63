import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import ts from "typescript";
import { expect, test } from "vitest";

const root = new URL("../", import.meta.url);
const tracked = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
  cwd: root,
  encoding: "utf8",
})
  .split("\n")
  .filter((path) => path !== "" && existsSync(new URL(path, root)));
const textOf = (path: string): string => readFileSync(new URL(path, root), "utf8");
const shipped = tracked.filter(
  (path) => /^(generator|packages\/[^/]+)\/src\/.*\.ts$/.test(path) && !path.endsWith(".test.ts"),
);
const packageOf = (path: string): string => path.split("/src/")[0] ?? path;

type Declared = {
  readonly path: string;
  readonly line: number;
  readonly name: string;
  readonly isType: boolean;
};

/** Every type and variable that a file declares, destructured ones too. */
const declaredIn = (path: string): readonly Declared[] => {
  const source = ts.createSourceFile(path, textOf(path), ts.ScriptTarget.ES2023, true);
  const names: Declared[] = [];
  const add = (node: ts.Node, name: string, isType: boolean): void => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    names.push({ path, line: line + 1, name, isType });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isTypeAliasDeclaration(node)) add(node, node.name.text, true);
    const binds = ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isBindingElement(node);
    if (binds && ts.isIdentifier(node.name)) add(node, node.name.text, false);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
};

const declared = shipped.flatMap(declaredIn);
const show = ({ path, line, name }: Declared): string => `${path}:${line} ${name}`;

test("a type name stands once in a package", () => {
  const places = new Map<string, Declared[]>();
  for (const one of declared.filter(({ isType }) => isType)) {
    const key = `${packageOf(one.path)} ${one.name}`;
    places.set(key, [...(places.get(key) ?? []), one]);
  }
  expect([...places.values()].filter((same) => same.length > 1).map((same) => same.map(show))).toEqual([]);
});

test("a thing is not named by a participle", () => {
  const participle =
    /^(?:found|told|said|looked|asked|mended|heard|spoken|thought|Found|Told|Said|Looked|Asked)$/;
  expect(declared.filter(({ name }) => participle.test(name)).map(show)).toEqual([]);
});
