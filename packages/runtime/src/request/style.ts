import type { PairStyle, ParameterStyle } from "@jackfield/contract";
import { ArgumentError } from "./argument-error.js";
import { jsonText } from "./json-text.js";
import type { Encode } from "./percent.js";

/** Text of one value. OpenAPI leaves objects inside lists and maps undefined; JSON is what most APIs read there. */
export const textOf = (value: unknown): string => {
  if (typeof value === "string") return value;
  if (typeof value === "number" && Number.isInteger(value)) return BigInt(value).toString();
  return typeof value === "object" ? jsonText(value) : String(value);
};

export const isDefined = (value: unknown): boolean => value !== undefined && value !== null;

/** A piece of an expansion: a member of an exploded object has a key, everything else goes by the parameter's name. */
type Piece = readonly [key: string | undefined, text: string];

type Manner = {
  readonly argument: string;
  readonly explode: boolean;
  /** What stands between the members on the wire; absent where each goes under a name of its own. */
  readonly mark?: string;
  /** Between members that are not exploded. */
  readonly delimiter: string;
  readonly encode: Encode;
  readonly encodeName: Encode;
};

/**
 * The common part of all expansions (RFC 6570 section 3.2.1). No pieces where section 2.3 sees no value: null, an empty
 * list, an empty object; members that are null are left out.
 */
const piecesOf = (value: unknown, manner: Manner): readonly Piece[] => {
  const { explode, delimiter, encode, encodeName } = manner;
  if (!isDefined(value)) return [];
  if (typeof value !== "object") return [[undefined, encode(textOf(value))]];
  const members: readonly (readonly [string | undefined, unknown])[] = Array.isArray(value)
    ? value.map((item) => [undefined, item])
    : Object.entries(value ?? {});
  const pieces = members
    .filter(([, member]) => isDefined(member))
    .map(([key, member]): Piece => [key === undefined ? key : encodeName(key), encode(textOf(member))]);
  refuseDivided(pieces, manner);
  if (explode || pieces.length === 0) return pieces;
  return [
    [undefined, pieces.flatMap(([key, text]) => (key === undefined ? [text] : [key, text])).join(delimiter)],
  ];
};

/** A member that holds what stands between members would arrive as two. Percent-encoding prevents that where there is any. */
const refuseDivided = (pieces: readonly Piece[], { argument, mark, explode }: Manner): void => {
  if (mark === undefined) return;
  const divided = pieces.some(
    ([key = "", text]) => text.includes(mark) || key.includes(mark) || (explode && key.includes("=")),
  );
  if (!divided) return;
  const shown = { "%20": " ", "%7C": "|", "%09": "tab", "\t": "tab" }[mark] ?? mark;
  throw new ArgumentError(argument, `must not contain "${shown}" in an item: it separates items there`);
};

/** The operators of RFC 6570 that serve paths and headers (sections 3.2.2, 3.2.5 and 3.2.7), and lists of Swagger 2.0. */
const operators = {
  simple: { first: "", separator: ",", delimiter: ",", named: false },
  label: { first: ".", separator: ".", delimiter: ",", named: false },
  matrix: { first: ";", separator: ";", delimiter: ",", named: true },
  spaceDelimited: { first: "", separator: " ", delimiter: " ", named: false },
  pipeDelimited: { first: "", separator: "|", delimiter: "|", named: false },
  tabDelimited: { first: "", separator: "\t", delimiter: "\t", named: false },
} as const;

type ExpansionStyle = keyof typeof operators;

/** Styles of a list without anything before it. */
export const isListStyle = (style: string): style is ExpansionStyle =>
  isExpansionStyle(style) && operators[style].first === "";

export const isExpansionStyle = (style: string): style is ExpansionStyle => Object.hasOwn(operators, style);

/** One expansion of RFC 6570 with the first character of its operator; undefined without a value. */
export const expand = (
  value: unknown,
  how: {
    /** The argument to name in a complaint. */
    readonly argument: string;
    readonly name: string;
    readonly style: ExpansionStyle;
    readonly explode: boolean;
    readonly encode: Encode;
  },
): string | undefined => {
  const { argument, explode, encode } = how;
  const operator = operators[how.style];
  const { first, named } = operator;
  // What RFC 6570 puts between members may stand in a path; blank, bar and tab may not.
  const wireMark = (mark: string): string => (/[,.;]/.test(mark) ? mark : encode(mark));
  const separator = wireMark(operator.separator);
  const delimiter = wireMark(operator.delimiter);
  const name = named ? encode(how.name) : undefined;
  const mark = explode ? separator : delimiter;
  const texts = piecesOf(value, { argument, explode, encode, delimiter, mark, encodeName: encode }).map(
    ([key = name, text]) => {
      if (key === undefined) return text;
      // Section 3.2.7: a matrix parameter with an empty value has no equals sign.
      return named && text === "" ? key : `${key}=${text}`;
    },
  );
  return texts.length === 0 ? undefined : first + texts.join(separator);
};

export type Pair = readonly [name: string, value: string];

export const joinPairs = (pairs: readonly Pair[], separator: string): string =>
  pairs.map(([name, value]) => `${name}=${value}`).join(separator);

/** Styles that a query cannot have are read as `form`, its default. */
export const pairStyle = (style: ParameterStyle | undefined): PairStyle =>
  style === "simple" || style === "label" || style === "matrix" || style === "cookie"
    ? "form"
    : (style ?? "form");

// The comma is a delimiter of RFC 6570; blank and bar are encoded, as no query may hold them (OpenAPI 3.1.2 appendix E).
const delimiters = { form: ",", spaceDelimited: " ", pipeDelimited: "|", tabDelimited: "\t" } as const;

/**
 * `name=value` pairs of the query styles, encoded. RFC 6570 section 3.2.8 for `form`; the other styles have no RFC.
 * A value that is not there gives no pair, where `form` would write `name=`: APIs read that as an empty string.
 */
export const expandPairs = (
  value: unknown,
  how: {
    readonly argument: string;
    readonly name: string;
    readonly style: PairStyle;
    readonly explode: boolean;
    readonly encode: Encode;
    readonly encodeName: Encode;
  },
): readonly Pair[] => {
  const { name, style, encode, encodeName } = how;
  if (style === "deepObject") {
    return deepPairs(name, value).map(([path, text]) => [encodeName(path), encode(text)]);
  }
  const delimiter = style === "form" ? "," : encodeName(delimiters[style]);
  // `allowReserved` leaves commas as they are, but not where they would divide.
  const apart: Encode = (text) => encode(text).replaceAll(",", () => encodeName(","));
  const manner = how.explode
    ? how
    : { ...how, encode: typeof value === "object" ? apart : encode, mark: delimiter };
  return piecesOf(value, { ...manner, delimiter }).map(([key, text]) => [key ?? encodeName(name), text]);
};

/**
 * `deepObject` below its first level, which OpenAPI leaves undefined: `a[b][c]=1` for objects, `a[b][]=1` for lists of
 * plain values (PHP, Rails, qs and Stripe read it; Rails would take `[0]` for an object), `a[b][0][c]=1` for lists of
 * objects, where `[]` could not tell which members belong together.
 */
const deepPairs = (name: string, value: unknown): readonly Pair[] => {
  if (!isDefined(value)) return [];
  if (typeof value !== "object") return [[name, textOf(value)]];
  if (!Array.isArray(value)) {
    return Object.entries(value ?? {}).flatMap(([key, member]) => deepPairs(`${name}[${key}]`, member));
  }
  const plain = value.every((item) => typeof item !== "object");
  return value.flatMap((item, index) => deepPairs(`${name}[${plain ? "" : index}]`, item));
};
