import { visible } from "../report/index.js";
import type { Comparison, SurfaceChange } from "./types.js";
import { clause, sentence, toolsOf } from "./words.js";

/**
 * A comparison for people: the breaking changes, each marked with `!` and its reason, then the others, by tool. Text of
 * descriptions cannot steer the terminal.
 */
export const comparisonText = (comparison: Comparison): string => {
  const { changes } = comparison;
  if (changes.length === 0) return "Nothing changed for callers.\n";
  const breaking = changes.filter((change) => change.breaking);
  const lines = [
    headline(comparison),
    ...breaking.flatMap((change) => [`! ${sentence(change)}`, `    ${change.reason}`]),
    ...groups(changes.filter((change) => !change.breaking)).flatMap(([heading, group]) => [
      "",
      heading,
      ...group.map((change) => `  ${heading === several ? sentence(change) : clause(change)}`),
    ]),
  ];
  return `${lines.map(visible).join("\n")}\n`;
};

/** `1 breaking change, 3 others; tools 56; tokens 16349 → 16352`. */
export const headline = ({ totals }: Comparison): string => {
  const { breaking, other, tools, tokens } = totals;
  const step = ({ from, to }: { readonly from: number; readonly to: number }): string =>
    from === to ? `${to}` : `${from} → ${to}`;
  return `${counted(breaking, other)}; tools ${step(tools)}; tokens ${step(tokens)}`;
};

/** `1 breaking change, 3 others`. */
export const counted = (breaking: number, other: number): string =>
  `${breaking === 0 ? "nothing breaking" : breaking === 1 ? "1 breaking change" : `${breaking} breaking changes`}, ${
    other === 1 ? "1 other" : `${other} others`
  }`;

const several = "Several tools";

/** In the order of names; what concerns the server or several tools comes first. */
export const groups = (
  changes: readonly SurfaceChange[],
): readonly (readonly [string, readonly SurfaceChange[]])[] => {
  const found = new Map<string, SurfaceChange[]>();
  for (const change of changes) {
    const tools = toolsOf(change);
    const heading = tools.length > 1 ? several : (tools[0] ?? "The server");
    const group = found.get(heading);
    if (group) group.push(change);
    else found.set(heading, [change]);
  }
  const rank = (heading: string): number => (heading === "The server" ? 0 : heading === several ? 1 : 2);
  return [...found].sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1));
};
