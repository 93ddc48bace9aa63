import { number } from "./bounded.js";

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
