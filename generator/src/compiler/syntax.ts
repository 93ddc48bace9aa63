import { createRequire } from "node:module";
import type TypeScript from "typescript";

/** A TypeScript file, and where it is. */
export type SourceText = { readonly path: string; readonly text: string };

export type SyntaxFault = { readonly path: string; readonly line: number; readonly problem: string };

/**
 * Parses TypeScript files and says where one stops being TypeScript. The last gate before the disk. Files are parsed one
 * by one, so that no more than one tree is held.
 */
export const syntaxFaults = (sources: readonly SourceText[]): readonly SyntaxFault[] => {
  const ts = loadParser();
  return sources.flatMap(({ path, text }): SyntaxFault[] => {
    const source: ParsedSource = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023);
    // What follows a file's first fault is mostly its consequence.
    const [fault] = source.parseDiagnostics ?? [];
    if (!fault) return [];
    const line = source.getLineAndCharacterOfPosition(fault.start).line + 1;
    const problem = ts.flattenDiagnosticMessageText(fault.messageText, " ").replace(/\.$/, "");
    return [{ path, line, problem }];
  });
};

/** The compiler keeps the faults of a parse at the tree; its types do not say so. */
type ParsedSource = TypeScript.SourceFile & {
  readonly parseDiagnostics?: readonly TypeScript.DiagnosticWithLocation[];
};

/** Loaded when needed, since a run that changes nothing does without; by require, which reads these megabytes twice as fast. */
const loadParser = (): typeof TypeScript => createRequire(import.meta.url)("typescript");
