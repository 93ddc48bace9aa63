import { codePointName, invisible } from "@jackfield/contract";
import type { Severity } from "./codes/code.js";
import { type Diagnostic, type Locate, positionOf } from "./diagnostic.js";

/** One line that a terminal shows as it is: every hidden character is spelled as its code point. */
export const visible = (text: string): string =>
  text.replaceAll(/\r\n|[\n\t]/g, " ").replaceAll(invisible, (character) => `<${codePointName(character)}>`);

export type TextOptions = {
  readonly locate?: Locate;
  /** ANSI colors; only for a terminal. */
  readonly color?: boolean;
  /** Diagnostics of one code that are printed before the rest is only counted. */
  readonly fold?: number;
};

const paint = { error: 31, warning: 33, info: 36, faint: 2 } as const;

const painted = (text: string, style: keyof typeof paint, color: boolean | undefined): string =>
  color ? `\u001b[${paint[style]}m${text}\u001b[0m` : text;

/** Errors need no word: they are why the reader is here. */
const words: Readonly<Record<Severity, string>> = { error: "", warning: "warning: ", info: "note: " };

const placeOf = ({ at }: Diagnostic, locate: Locate | undefined): string => {
  const position = positionOf(at, locate);
  if (position) return `${visible(at.file)}:${position.line}:${position.column}`;
  return visible(at.pointer ? `${at.file}#${at.pointer}` : at.file);
};

const lines = (diagnostic: Diagnostic, { locate, color }: TextOptions): string => {
  const { code, severity, message, fix } = diagnostic;
  const head = `${placeOf(diagnostic, locate)} ${painted(code, severity, color)} ${words[severity]}${visible(message)}`;
  return `${head}\n  ${painted("fix:", "faint", color)} ${visible(fix)}\n`;
};

/**
 * Diagnostics for people: `file:line:col code message` and an indented `fix:` line each, in the order given, with
 * the tail of many equal ones folded into a count. Text from documents cannot steer the terminal.
 */
export const renderText = (diagnostics: readonly Diagnostic[], options: TextOptions = {}): string => {
  const { fold = 5 } = options;
  const totals = new Map<string, number>();
  for (const { code } of diagnostics) totals.set(code, (totals.get(code) ?? 0) + 1);
  const printed = new Map<string, number>();
  let text = "";
  for (const diagnostic of diagnostics) {
    const count = (printed.get(diagnostic.code) ?? 0) + 1;
    printed.set(diagnostic.code, count);
    if (count > fold) continue;
    text += lines(diagnostic, options);
    const rest = (totals.get(diagnostic.code) ?? 0) - fold;
    if (count === fold && rest > 0) text += `  … and ${rest} more ${diagnostic.code} (--json lists all)\n`;
  }
  return text;
};

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
