import { counted, number, type Place, type Position, visible } from "../report/index.js";

/** Longest texts of a page, in characters, and longest lists. A spec may be anything, a page may not. */
export const bounds = {
  name: 200,
  pointer: 500,
  message: 600,
  description: 4_000,
  argument: 400,
  /** Of a tool that the page has no room for. */
  brief: 120,
  server: 300,
  servers: 20,
  tools: 5_000,
  arguments: 100,
  labels: 20,
  findings: 100,
  findingsOfTool: 10,
  groups: 200,
  receivers: 1_000,
  changesOfGroup: 60,
  /** Of the details of all tools together, and of all changes, as HTML. */
  toolDetails: 5_000_000,
  changeDetails: 2_000_000,
} as const;

/** The start of a text, with line ends kept, hidden characters spelled out, and a mark where it was cut. */
export const bounded = (text: string, max: number): string => {
  const head = text.length > max ? [...text.slice(0, max + 1)].slice(0, -1).join("") : text;
  const shown = head
    .split(/\r\n|\n/)
    .map(visible)
    .join("\n");
  return head.length === text.length
    ? shown
    : `${shown}… [${number(text.length - head.length)} more characters]`;
};

/** The same on one line. */
export const boundedLine = (text: string, max: number): string => bounded(text, max).replaceAll("\n", " ");

/** The first items of a list and, when there are more, how many were left out. */
export const firstOf = <Item>(
  items: readonly Item[],
  max: number,
): { readonly shown: readonly Item[]; readonly left: number } => ({
  shown: items.slice(0, max),
  left: Math.max(0, items.length - max),
});

export const moreNote = (left: number, what: string): string =>
  left === 0 ? "" : `… and ${counted(left, what)} more`;

/** With one digit, for SVG and for people. */
export const percent = (part: number, whole: number): string =>
  `${whole === 0 ? 0 : Math.round((1_000 * part) / whole) / 10}%`;

/** Characters that a text takes in HTML, at most: a quote or a bracket takes six. */
export const weightOf = (text: string): number => text.length + 5 * (text.match(/[&<>"'`=]/g)?.length ?? 0);

/** Characters that it takes where quotes stay as they are. */
export const codeWeightOf = (text: string): number => text.length + 4 * (text.match(/[&<>]/g)?.length ?? 0);

/** Bytes that a text takes in HTML, at most. */
export const bytesOf = (text: string): number => Buffer.byteLength(text) + weightOf(text) - text.length;

/** Room for details, shared by many: true while what was taken, this included, fits. */
export const createRoom = (characters: number): ((wanted: number) => boolean) => {
  let left = characters;
  return (wanted) => {
    left -= wanted;
    return left >= 0;
  };
};

/** `file:line:column` where a position is known, else the file; the pointer is next to it. */
export const placeText = ({ file, line, column = 1 }: Place, position?: Position): string => {
  const known = line === undefined ? position : { line, column };
  const name = boundedLine(file, bounds.pointer);
  return known ? `${name}:${known.line}:${known.column}` : name;
};
