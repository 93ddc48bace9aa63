import type { Severity } from "./codes/code.js";
import type { Diagnostic } from "./diagnostic.js";
import { type Locate, positionOf } from "./position.js";
import { visible } from "./visible.js";

export type TextOptions = {
  readonly locate?: Locate;
  /** ANSI colours; only for a terminal. */
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
