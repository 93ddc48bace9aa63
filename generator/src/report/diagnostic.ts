import type { CodeDefinition, Severity } from "./codes/code.js";
import { type Code, codes, type ParamsOf } from "./codes.js";

/** Where a diagnostic points. Line and column are worked out only when it is printed. */
export type Place = {
  /** The document, as the reader knows it: a path, a URL, an `npm:` source, a config file, a flag. */
  readonly file: string;
  /** JSON pointer (RFC 6901) into the document. */
  readonly pointer?: string;
  /** Known only where a parser said so. */
  readonly line?: number;
  readonly column?: number;
};

/** Line and column, both from 1. */
export type Position = { readonly line: number; readonly column: number };

/** Where a pointer stands in a document, as far as somebody knows. Costs a parse: ask only when printing. */
export type Locate = (file: string, pointer: string) => Position | undefined;

/** The position a diagnostic has or can be given. */
export const positionOf = (at: Place, locate?: Locate): Position | undefined => {
  if (at.line !== undefined) return { line: at.line, column: at.column ?? 1 };
  return at.pointer === undefined ? undefined : locate?.(at.file, at.pointer);
};

/** A code that is in no table of ours: of a repair or a rule that a package brings. */
export type OwnCode = `${string}/${string}`;

export type Diagnostic = {
  readonly code: Code | OwnCode;
  readonly severity: Severity;
  readonly message: string;
  readonly fix: string;
  readonly at: Place;
};

/** What stages write to. Problems are records; exceptions are for our own bugs. */
export type Report = {
  add<C extends Code>(code: C, at: Place, params: ParamsOf<C>): void;
  /** A diagnostic with texts of its own. */
  push(diagnostic: Diagnostic): void;
  readonly diagnostics: readonly Diagnostic[];
  hasErrors(): boolean;
  /** Remembers how a place in a document is found, for anyone who prints the diagnostics. */
  knows(file: string, locate: (pointer: string) => Position | undefined): void;
  /** The position of a place in a document that was read, whatever became of the run. */
  readonly locate: Locate;
};

export const createReport = (): Report => {
  const diagnostics: Diagnostic[] = [];
  const documents = new Map<string, (pointer: string) => Position | undefined>();
  return {
    add(code, at, params) {
      // The code ties its texts to its params.
      const { severity, message, fix } = codes[code] as CodeDefinition<typeof params>;
      diagnostics.push({
        code,
        severity,
        message: message(params),
        fix: typeof fix === "string" ? fix : fix(params),
        at,
      });
    },
    push: (diagnostic) => void diagnostics.push(diagnostic),
    diagnostics,
    knows: (file, locate) => void documents.set(file, locate),
    locate: (file, pointer) => documents.get(file)?.(pointer),
    hasErrors: () => diagnostics.some((diagnostic) => diagnostic.severity === "error"),
  };
};
