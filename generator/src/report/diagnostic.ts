import type { CodeDefinition, Severity } from "./codes/code.js";
import { type Code, codes, type ParamsOf } from "./codes.js";
import type { Locate, Place, Position } from "./position.js";

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
