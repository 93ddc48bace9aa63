import type { OutputFile } from "../5-emit/types.js";

export type SyntaxFault = { readonly path: string; readonly line: number; readonly problem: string };

/** Parses TypeScript files and says where one stops being TypeScript. The last gate before the disk. */
export const syntaxFaults = async (files: readonly OutputFile[]): Promise<readonly SyntaxFault[]> => {
  const sources = files.filter(({ path }) => path.endsWith(".ts"));
  if (sources.length === 0) return [];
  // Loaded here: it holds a whole compiler, and a run that changes nothing does without.
  const { Project, ts } = await import("ts-morph");
  const project = new Project({
    useInMemoryFileSystem: true,
    skipLoadingLibFiles: true,
    compilerOptions: { noLib: true, noResolve: true, target: ts.ScriptTarget.ES2023 },
  });
  for (const { path, text } of sources) project.createSourceFile(`/${path}`, text);
  const faults = project
    .getProgram()
    .getSyntacticDiagnostics()
    .map((diagnostic) => ({
      path: (diagnostic.getSourceFile()?.getFilePath() ?? "/").slice(1),
      line: diagnostic.getLineNumber() ?? 1,
      problem: messageOf(diagnostic.getMessageText()),
    }));
  // What follows a file's first fault is mostly its consequence.
  return faults.filter(({ path }, index) => faults.findIndex((fault) => fault.path === path) === index);
};

const messageOf = (message: string | { getMessageText(): string }): string =>
  (typeof message === "string" ? message : message.getMessageText()).replace(/\.$/, "");
