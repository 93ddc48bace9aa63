import type { Diagnostic, Position, Severity } from "../report/index.js";
import { counted } from "../report/index.js";
import { boundedLine, bounds, bytesOf, moreNote, placeText } from "./bounded.js";
import type { FindingGroup } from "./types.js";

const severities: readonly Severity[] = ["error", "warning", "info"];
const words: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", info: "note" };

/** Where a page shows the findings of a code. */
export const anchorOf = (code: string): string => `finding-${code.replaceAll(/[^a-z0-9-]/gi, "-")}`;

/** How much a page shows of them, and who lists all. */
type FindingBounds = {
  readonly locate: (at: Diagnostic["at"]) => Position | undefined;
  /** Rows of a group, and characters of a message. */
  readonly rows: number;
  readonly message: number;
  /** Whether bytes more have room; a row without is left out. */
  readonly fits: (bytes: number) => boolean;
  /** The command that lists every one. */
  readonly all: string;
};

/** Every diagnostic, by severity and then by code, the most frequent code first. */
export const findingGroups = (
  diagnostics: readonly Diagnostic[],
  { locate, rows, message, fits, all }: FindingBounds,
): readonly FindingGroup[] => {
  const groups = new Map<string, Diagnostic[]>();
  for (const diagnostic of diagnostics) {
    const key = `${diagnostic.severity} ${diagnostic.code}`;
    const known = groups.get(key);
    if (known) known.push(diagnostic);
    else groups.set(key, [diagnostic]);
  }
  const sorted = [...groups.values()].sort(
    (a, b) => rank(a) - rank(b) || b.length - a.length || ((a[0]?.code ?? "") < (b[0]?.code ?? "") ? -1 : 1),
  );
  return sorted.flatMap((members) => {
    const [one] = members;
    if (!one) return [];
    const shown = members.slice(0, rows).flatMap(({ at, message: text }) => {
      const row = {
        place: placeText(at, locate(at)),
        pointer: boundedLine(at.pointer ?? "", bounds.pointer),
        message: boundedLine(text, message),
      };
      return fits(rowBytes + bytesOf(row.place + row.pointer + row.message)) ? [row] : [];
    });
    return [
      {
        code: one.code,
        anchor: anchorOf(one.code),
        severity: one.severity,
        word: words[one.severity],
        count: counted(members.length, words[one.severity]),
        fix: one.fix,
        rows: shown,
        left: moreNote(members.length - shown.length, words[one.severity]),
        all,
      },
    ];
  });
};

/** Of the markup around a row, with a break after every slash. */
const rowBytes = 250;

const rank = ([one]: readonly Diagnostic[]): number => (one ? severities.indexOf(one.severity) : 0);

/** `1 error, 12 warnings, 3 notes`, or `none`. */
export const severityCounts = (diagnostics: readonly Diagnostic[]): string => {
  const counts = severities.flatMap((severity) => {
    const count = diagnostics.filter((one) => one.severity === severity).length;
    return count === 0 ? [] : [counted(count, words[severity])];
  });
  return counts.length === 0 ? "none" : counts.join(", ");
};
