import { readdirSync } from "node:fs";
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

test("the generated files of every case compile, strictly", () => {
  const files = readdirSync(cases, { recursive: true, encoding: "utf8" })
    .filter((path) => path.includes("expected") && path.endsWith(".ts"))
    .map((path) => join(cases, path));
  expect(files.length).toBeGreaterThan(20);
  expect(problemsOf(files)).toEqual([]);
});
