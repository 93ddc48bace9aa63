import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";
import { sampleDocuments, samplePlan } from "../../test/sample-plan.js";
import { createReport } from "../report/index.js";
import { emit } from "./index.js";

const contract = fileURLToPath(new URL("../../../packages/contract/src/index.ts", import.meta.url));
const out = fileURLToPath(new URL("./not-on-disk/", import.meta.url));

/** Errors of the strict compiler about the given files, which lie in memory; the contract comes from its source. */
const errors = (files: ReadonlyMap<string, string>): readonly string[] => {
  const options: ts.CompilerOptions = {
    strict: true,
    noUnusedLocals: true,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    paths: { "@jackfield/contract": [contract] },
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, directoryExists } = host;
  host.directoryExists = (path) => `${path}/`.startsWith(out) || directoryExists?.(path) === true;
  host.fileExists = (path) => files.has(path) || fileExists(path);
  host.readFile = (path) => files.get(path) ?? readFile(path);
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files.keys()].flatMap((path) => {
    const source = program.getSourceFile(path);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "),
    );
  });
};

const emitted = async (change: (text: string) => string): Promise<ReadonlyMap<string, string>> => {
  const files = await emit(samplePlan(), sampleDocuments(), createReport(), { embed: true });
  const sources = files.filter(({ path }) => path.endsWith(".ts"));
  return new Map(
    sources.map(({ path, text }) => [`${out}${path}`, path.startsWith("tools/") ? change(text) : text]),
  );
};

test("what is emitted compiles under strict settings", async () => {
  expect(errors(await emitted((text) => text))).toEqual([]);
});

test.each<[string, (text: string) => string, RegExp]>([
  [
    "a property too many",
    (text) => text.replace("copies: {", "extra: true, copies: {"),
    /'extra' does not exist/,
  ],
  ["a property too few", (text) => text.replace(/, copies: \{[^}]*\}/, ""), /Property 'copies' is missing/],
  [
    "a required key that is optional",
    (text) => text.replace(`required: ["to"]`, `required: ["to", "copies"]`),
    /"copies"/,
  ],
  [
    "a required key not listed",
    (text) => text.replace(`required: ["to"],`, "required: [],"),
    /does not satisfy the constraint 'never'/,
  ],
  [
    "no required list at all",
    (text) => text.replace(`required: ["to"],`, ""),
    /does not satisfy the constraint 'never'/,
  ],
  [
    "a method that is no text",
    (text) => text.replace(`method: "POST"`, "method: 1"),
    /not assignable to type 'string'/,
  ],
])("the compiler finds %s", async (_, change, message) => {
  expect(errors(await emitted(change)).join("\n")).toMatch(message);
});
