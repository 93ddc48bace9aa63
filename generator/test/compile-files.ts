import { fileURLToPath } from "node:url";
import ts from "typescript";

const contract = fileURLToPath(new URL("../../packages/contract/src/index.ts", import.meta.url));

/** Where files in memory stand for the compiler; nothing is written there. */
export const memoryFolder = fileURLToPath(new URL("./not-on-disk/", import.meta.url));

const options: ts.CompilerOptions = {
  strict: true,
  noUnusedLocals: true,
  noEmit: true,
  skipLibCheck: true,
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  types: [],
  paths: { "@jackfield/contract": [contract] },
};

/**
 * Errors of the strict compiler in files that exist in memory only: absolute path below `memoryFolder` → text. The
 * types of the contract come from its source.
 */
export const compileErrors = (files: ReadonlyMap<string, string>): readonly string[] => {
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, directoryExists } = host;
  host.directoryExists = (path) => `${path}/`.startsWith(memoryFolder) || directoryExists?.(path) === true;
  host.fileExists = (path) => files.has(path) || fileExists(path);
  host.readFile = (path) => files.get(path) ?? readFile(path);
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files.keys()].flatMap((path) => {
    const source = program.getSourceFile(path);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ messageText }) =>
        `${path.slice(memoryFolder.length)}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`,
    );
  });
};
