import type { DiffLine } from "./types.js";

type DiffColumns = { readonly before: readonly DiffLine[]; readonly after: readonly DiffLine[] };

/** Equal lines that are shown around a difference; longer runs fold. */
const context = 3;

/** Two texts side by side, line for line: both lists are equally long. Fine for some hundred lines each. */
export const lineDiff = (before: readonly string[], after: readonly string[]): DiffColumns => {
  const sides: { readonly before: DiffLine[]; readonly after: DiffLine[] } = { before: [], after: [] };
  const runs = runsOf(before, after);
  runs.forEach((run, index) => {
    if (run.kind === "same") {
      const lines = folded(run.lines, { first: index === 0, last: index === runs.length - 1 });
      sides.before.push(...lines);
      sides.after.push(...lines);
      return;
    }
    const length = Math.max(run.gone.length, run.come.length);
    sides.before.push(...padded(run.gone, length));
    sides.after.push(...padded(run.come, length));
  });
  return sides;
};

type LineRun =
  | { readonly kind: "same"; readonly lines: string[] }
  | { readonly kind: "changed"; readonly gone: string[]; readonly come: string[] };

/** Equal and changed stretches by turns. */
const runsOf = (before: readonly string[], after: readonly string[]): readonly LineRun[] => {
  const runs: LineRun[] = [];
  const lengths = commonLengths(before, after);
  const common = (row: number, column: number): number => lengths[row]?.[column] ?? 0;
  const changed = (): { readonly gone: string[]; readonly come: string[] } => {
    const last = runs.at(-1);
    if (last?.kind === "changed") return last;
    const run = { kind: "changed", gone: [], come: [] } as const satisfies LineRun;
    runs.push(run);
    return run;
  };
  let [row, column] = [0, 0];
  while (row < before.length || column < after.length) {
    const [old, now] = [before[row], after[column]];
    if (old !== undefined && old === now) {
      const last = runs.at(-1);
      if (last?.kind === "same") last.lines.push(old);
      else runs.push({ kind: "same", lines: [old] });
      row++;
      column++;
    } else if (
      old !== undefined &&
      (now === undefined || common(row + 1, column) >= common(row, column + 1))
    ) {
      changed().gone.push(old);
      row++;
    } else if (now !== undefined) {
      changed().come.push(now);
      column++;
    }
  }
  return runs;
};

/** Length of the longest common subsequence of what follows each pair of lines. */
const commonLengths = (before: readonly string[], after: readonly string[]): readonly Uint16Array[] => {
  const lengths = Array.from({ length: before.length + 1 }, () => new Uint16Array(after.length + 1));
  for (let row = before.length - 1; row >= 0; row--) {
    const [here, below] = [lengths[row], lengths[row + 1]];
    if (!here || !below) continue;
    for (let column = after.length - 1; column >= 0; column--) {
      const [down, right] = [below[column] ?? 0, here[column + 1] ?? 0];
      here[column] = before[row] === after[column] ? (below[column + 1] ?? 0) + 1 : Math.max(down, right);
    }
  }
  return lengths;
};

const folded = (
  lines: readonly string[],
  { first, last }: { readonly first: boolean; readonly last: boolean },
): readonly DiffLine[] => {
  const [head, tail] = [first ? 0 : context, last ? 0 : context];
  const hidden = lines.length - head - tail;
  const same = (text: string): DiffLine => ({ kind: "same", text });
  if (hidden < 2) return lines.map(same);
  return [
    ...lines.slice(0, head).map(same),
    { kind: "fold", text: `… ${hidden} equal lines` },
    ...lines.slice(lines.length - tail).map(same),
  ];
};

const padded = (lines: readonly string[], length: number): readonly DiffLine[] =>
  Array.from({ length }, (_, index) => {
    const text = lines[index];
    return text === undefined ? { kind: "blank", text: "" } : { kind: "changed", text };
  });
