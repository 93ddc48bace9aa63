import { escapedUnits, invisible } from "@jackfield/contract";

/**
 * The one way a value becomes TypeScript source text: as a formatted literal that evaluates to an equal value.
 * Keys with an undefined value are left out, as JSON does. Anything that is not a JSON value is our bug and throws.
 */
export const literal = (value: unknown, column = 0): string => block(value, "", column, 0);

/** A string as a quoted literal; also valid as a TypeScript literal type and in an indexed access type. */
export const quoted = (text: string): string => visible(JSON.stringify(text));

/** Source text whose string literals show their invisible characters, and what a parser takes for a line end, as escapes. */
export const visible = (source: string): string =>
  ascii.test(source) ? source : source.replace(invisible, escapedUnits);

/** Printable, tabs and line ends: most source text is, and to look costs less than to replace. */
const ascii = /^[\n\t -~]*$/;

const lineWidth = 110;

/** `column` is where the literal starts on its line, `after` how much must follow it there (a comma). */
const block = (value: unknown, indent: string, column: number, after: number): string => {
  const short = flat(value, lineWidth - column - after);
  if (short !== undefined) return short;
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const lines = value.map((item) => `${inner}${block(item, inner, inner.length, 1)},\n`);
    return `[\n${lines.join("")}${indent}]`;
  }
  if (isRecord(value)) {
    const lines = entriesOf(value).map(([name, item]) => {
      const start = `${inner}${key(name)}: `;
      return `${start}${block(item, inner, start.length, 1)},\n`;
    });
    return `{\n${lines.join("")}${indent}}`;
  }
  return scalar(value);
};

/** The literal on one line, or undefined when it is longer than `room`. Scalars of any length are fine: nothing breaks them. */
const flat = (value: unknown, room: number): string | undefined => {
  if (Array.isArray(value)) {
    let text = "[";
    for (const item of value) {
      const printed = flatMember(item, room - text.length - 1);
      if (printed === undefined) return undefined;
      text += text === "[" ? printed : `, ${printed}`;
    }
    return text.length + 1 > room ? undefined : `${text}]`;
  }
  if (isRecord(value)) {
    let text = "{ ";
    for (const name of Object.keys(value)) {
      if (value[name] === undefined) continue;
      const start = `${key(name)}: `;
      const printed = flatMember(value[name], room - text.length - start.length - 2);
      if (printed === undefined) return undefined;
      text += `${text === "{ " ? "" : ", "}${start}${printed}`;
    }
    if (text === "{ ") return "{}";
    return text.length + 2 > room ? undefined : `${text} }`;
  }
  return scalar(value);
};

const flatMember = (value: unknown, room: number): string | undefined => {
  // Most of a tool is text that is too long for a line: it is not quoted to find that out.
  if (room < 0 || (typeof value === "string" && value.length + 2 > room)) return undefined;
  const item = flat(value, room);
  return item === undefined || item.length > room ? undefined : item;
};

const scalar = (value: unknown): string => {
  if (typeof value === "string") return quoted(value);
  if (typeof value === "boolean" || value === null) return String(value);
  if (typeof value === "number" && Number.isFinite(value)) return Object.is(value, -0) ? "-0" : String(value);
  throw new TypeError(`No literal for ${typeof value === "number" ? value : typeof value}`);
};

/** In an object literal `__proto__: x` sets the prototype; a computed key makes a property. */
const key = (name: string): string => {
  if (name === "__proto__") return `["__proto__"]`;
  return /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name) ? name : quoted(name);
};

const entriesOf = (value: Readonly<Record<string, unknown>>): readonly (readonly [string, unknown])[] =>
  Object.entries(value).filter(([, item]) => item !== undefined);

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

/**
 * What a header comment may say of a tool's source: the document and the place in it. Every character outside a
 * short list is percent-encoded, so no text of a spec can end the comment or pretend to be something else.
 */
export const sourceComment = (file: string, pointer: string): string =>
  `${encode(withoutMachine(file))}#${encode(pointer)}`;

/** Absolute paths differ from machine to machine: only the file's name is kept. */
const withoutMachine = (file: string): string =>
  /^(?:[/\\]|[A-Za-z]:[/\\]|file:)/.test(file) ? file.slice(lastSeparator(file) + 1) : file;

const lastSeparator = (file: string): number => Math.max(file.lastIndexOf("/"), file.lastIndexOf("\\"));

const encode = (text: string): string =>
  text.replace(/[^A-Za-z0-9_.,:;~/@{}()+=$ -]+/gu, (run) =>
    [...new TextEncoder().encode(run)]
      .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`)
      .join(""),
  );

/** Spec text as one line, without control and invisible characters. */
export const oneLine = (text: string): string =>
  text
    .replace(/[\s\u0085\u2028\u2029]+/gu, " ")
    .replace(invisible, "")
    .trim();

/** Spec text for a Markdown page: one line in which nothing is markup. */
export const escapeMarkdown = (text: string): string => oneLine(text).replace(/[\\`*_[\]<>#|~&$]/g, "\\$&");

/** The first sentence or line of a description, of at most 160 characters. */
export const firstLine = (text: string): string => {
  const line = text.trim().split(/\n\s*\n|\r|\u2028|\u2029|(?<=[.!?])\s+(?=\p{Lu})/u, 1)[0] ?? "";
  const characters = [...line.replace(/\s+/gu, " ")];
  return characters.length <= 160 ? characters.join("") : `${characters.slice(0, 159).join("").trimEnd()}…`;
};
