import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";

const cases = fileURLToPath(new URL("./cases/", import.meta.url));

const problemsOf = (files: readonly string[]): readonly string[] => {
  const program = ts.createProgram(files, {
    strict: true,
    noUnusedLocals: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: [],
  });
  return ts
    .getPreEmitDiagnostics(program)
    .map(
      ({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`,
    );
};

/** Kinds of syntax that hold no behaviour: what a JSON value is made of. */
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

test("tool modules are data: type imports, types, and one constant without behaviour", () => {
  const files = readdirSync(cases, { recursive: true, encoding: "utf8" }).filter((path) =>
    /expected\/tools\/.*\.ts$/.test(path),
  );
  const impure = files.filter((path) => {
    const source = ts.createSourceFile(path, readFileSync(join(cases, path), "utf8"), ts.ScriptTarget.ES2023);
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
  expect(files.length).toBeGreaterThan(20);
  expect(impure).toEqual([]);
});

test("the generated files of every case compile, strictly", () => {
  const files = readdirSync(cases, { recursive: true, encoding: "utf8" })
    .filter((path) => path.includes("expected") && path.endsWith(".ts"))
    .map((path) => join(cases, path));
  expect(files.length).toBeGreaterThan(20);
  expect(problemsOf(files)).toEqual([]);
});
