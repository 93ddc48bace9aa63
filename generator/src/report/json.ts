import type { Severity } from "./codes/code.js";
import type { Diagnostic } from "./diagnostic.js";
import { type Locate, positionOf } from "./position.js";

/** A diagnostic for programs: flat, with its position worked out. */
export type DiagnosticRecord = {
  readonly code: Diagnostic["code"];
  readonly severity: Severity;
  readonly message: string;
  readonly fix: string;
  readonly file: string;
  readonly pointer?: string;
  readonly line?: number;
  readonly column?: number;
};

/** Every diagnostic, none folded, ready for `JSON.stringify`. */
export const toRecords = (diagnostics: readonly Diagnostic[], locate?: Locate): readonly DiagnosticRecord[] =>
  diagnostics.map(({ code, severity, message, fix, at }) => ({
    code,
    severity,
    message,
    fix,
    file: at.file,
    ...(at.pointer === undefined ? {} : { pointer: at.pointer }),
    ...positionOf(at, locate),
  }));
