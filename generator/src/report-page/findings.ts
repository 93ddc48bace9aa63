import type { Diagnostic, Position, Severity } from "../report/index.js";
import { boundedLine, bounds, counted, firstOf, moreNote } from "./bounded.js";
import { placeText } from "./place.js";
import type { FindingGroup, ReportFacts } from "./types.js";

const severities: readonly Severity[] = ["error", "warning", "info"];
const words: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", info: "note" };

/** Every diagnostic, by severity and then by code, the most frequent code first. */
export const findingGroups = ({ diagnostics, specs }: ReportFacts): readonly FindingGroup[] => {
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
  const locate = ({ file, pointer }: Diagnostic["at"]): Position | undefined =>
    pointer === undefined ? undefined : specs.find((spec) => spec.file === file)?.locate(pointer);
  return sorted.flatMap((members) => {
    const [one] = members;
    if (!one) return [];
    const { shown, left } = firstOf(members, bounds.findings);
    return [
      {
        code: one.code,
        severity: one.severity,
        word: words[one.severity],
        count: counted(members.length, words[one.severity]),
        fix: one.fix,
        rows: shown.map(({ at, message }) => ({
          place: placeText(at, locate(at)),
          pointer: boundedLine(at.pointer ?? "", bounds.pointer),
          message: boundedLine(message, bounds.message),
        })),
        left: moreNote(left, words[one.severity]),
      },
    ];
  });
};

const rank = ([one]: readonly Diagnostic[]): number => (one ? severities.indexOf(one.severity) : 0);

/** `1 error, 12 warnings, 3 notes`, or `none`. */
export const severityCounts = (diagnostics: readonly Diagnostic[]): string => {
  const counts = severities.flatMap((severity) => {
    const count = diagnostics.filter((one) => one.severity === severity).length;
    return count === 0 ? [] : [counted(count, words[severity])];
  });
  return counts.length === 0 ? "none" : counts.join(", ");
};
