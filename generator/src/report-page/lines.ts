import { number } from "../report/index.js";
import type { DiffLine } from "./types.js";

export type Pretty = {
  readonly lines: readonly string[];
  /** There was more than the lines allowed. */
  readonly cut: boolean;
};

const longest = { line: 88, string: 400, indent: 40 } as const;

/**
 * JSON for people: two spaces a level, what fits on one line stands there, long strings are cut with a mark, at most so
 * many lines. Work and memory are bounded by the lines, not by the value.
 */
export const pretty = (value: unknown, maxLines: number): Pretty => {
  const pen: Pen = { lines: [], max: maxLines, cut: false };
  write(value, { indent: 0, name: "", end: "" }, pen);
  return { lines: pen.lines, cut: pen.cut };
};

type Pen = { readonly lines: string[]; readonly max: number; cut: boolean };

/** How a value's lines begin and end. */
type PrettySpot = { readonly indent: number; readonly name: string; readonly end: string };

type PrettyMember = readonly [name: string, value: unknown];

const write = (value: unknown, { indent, name, end }: PrettySpot, pen: Pen): void => {
  const short = isContainer(value) ? inline(value, longest.line - indent - name.length) : scalar(value);
  if (short !== undefined) {
    put(`${name}${short}${end}`, indent, pen);
    return;
  }
  const [open, close] = signs(value);
  put(`${name}${open}`, indent, pen);
  let waiting: PrettyMember | undefined;
  for (const member of membersOf(value)) {
    if (pen.cut) return;
    if (waiting) write(waiting[1], { indent: indent + 2, name: waiting[0], end: "," }, pen);
    waiting = member;
  }
  if (waiting) write(waiting[1], { indent: indent + 2, name: waiting[0], end: "" }, pen);
  put(`${close}${end}`, indent, pen);
};

const put = (text: string, indent: number, pen: Pen): void => {
  if (pen.lines.length < pen.max) pen.lines.push(" ".repeat(Math.min(indent, longest.indent)) + text);
  else pen.cut = true;
};

/** A value on one line, or undefined when it takes more room. Every level takes room, so the depth is bounded too. */
const inline = (value: unknown, room: number): string | undefined => {
  if (room < 2) return undefined;
  if (!isContainer(value)) return within(scalar(value), room);
  const [open, close] = signs(value);
  const air = Array.isArray(value) ? "" : " ";
  let text = "";
  for (const [name, item] of membersOf(value)) {
    const start = `${text}${text === "" ? "" : ", "}${name}`;
    const rest = inline(item, room - start.length - 2 * air.length - 2);
    if (rest === undefined) return undefined;
    text = start + rest;
  }
  return text === "" ? within(open + close, room) : within(open + air + text + air + close, room);
};

const within = (text: string, room: number): string | undefined => (text.length <= room ? text : undefined);

const isContainer = (value: unknown): value is object => typeof value === "object" && value !== null;

const signs = (value: unknown): readonly [string, string] => (Array.isArray(value) ? ["[", "]"] : ["{", "}"]);

/** One by one, so that a large value costs no more than what is shown of it. */
function* membersOf(value: unknown): Generator<PrettyMember> {
  if (Array.isArray(value)) {
    for (const item of value) yield ["", item];
    return;
  }
  if (!isContainer(value)) return;
  for (const key in value) {
    if (!Object.hasOwn(value, key)) continue;
    const item: unknown = Reflect.get(value, key);
    if (item !== undefined) yield [`${scalar(key)}: `, item];
  }
}

const scalar = (value: unknown): string => {
  if (typeof value !== "string") return String(value);
  const left = value.length - longest.string;
  if (left <= 0) return JSON.stringify(value);
  return `${JSON.stringify(value.slice(0, longest.string))}… [${number(left)} more characters]`;
};

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
