import ts from "typescript";
import { beforeAll, expect, test } from "vitest";
import { compileErrors, memoryFolder } from "./compile-files.js";
import { caseNames, outputOf } from "./golden-case.js";

/** Every TypeScript file that the golden cases make, whether their point is to show it or not. */
const sources = new Map<string, string>();

beforeAll(async () => {
  for (const name of caseNames)
    for (const [path, text] of await outputOf(name))
      if (path.endsWith(".ts")) sources.set(`${memoryFolder}${name}/${path}`, text);
});

/** Kinds of syntax that hold no behavior: what a JSON value is made of. */
const dataKinds = new Set([
  ts.SyntaxKind.ObjectLiteralExpression,
  ts.SyntaxKind.ArrayLiteralExpression,
  ts.SyntaxKind.PropertyAssignment,
  ts.SyntaxKind.ComputedPropertyName,
  ts.SyntaxKind.Identifier,
  ts.SyntaxKind.StringLiteral,
  ts.SyntaxKind.NumericLiteral,
  ts.SyntaxKind.PrefixUnaryExpression,
  ts.SyntaxKind.TrueKeyword,
  ts.SyntaxKind.FalseKeyword,
  ts.SyntaxKind.NullKeyword,
]);

const isData = (node: ts.Node): boolean =>
  dataKinds.has(node.kind) &&
  (ts.forEachChild(node, (child) => (isData(child) ? undefined : true)) ?? false) === false;

/** The value of `… as const satisfies Type`. */
const plainValue = (node: ts.Expression | undefined): ts.Expression | undefined =>
  node && (ts.isSatisfiesExpression(node) || ts.isAsExpression(node)) ? plainValue(node.expression) : node;

test("tool modules are data: type imports, types, and one constant without behavior", () => {
  const modules = [...sources].filter(([path]) => path.includes("/tools/"));
  const impure = modules.filter(([path, text]) => {
    const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023);
    return source.statements.some((statement) => {
      if (ts.isImportDeclaration(statement)) return statement.importClause?.isTypeOnly !== true;
      if (ts.isTypeAliasDeclaration(statement)) return false;
      if (!ts.isVariableStatement(statement)) return true;
      return !statement.declarationList.declarations.every(({ initializer }) => {
        const value = plainValue(initializer);
        return value !== undefined && isData(value);
      });
    });
  });
  expect(modules.length).toBeGreaterThan(20);
  expect(impure.map(([path]) => path)).toEqual([]);
});

test("the generated files of every case compile, strictly", () => {
  expect(compileErrors(sources)).toEqual([]);
});
