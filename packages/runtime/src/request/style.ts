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
  readonly explode: boolean;
  /** Between members that are not exploded. */
  readonly delimiter: string;
  readonly encode: Encode;
  readonly encodeName: Encode;
};

/**
 * The common part of all expansions (RFC 6570 section 3.2.1). No pieces where section 2.3 sees no value: null, an empty
 * list, an empty object; members that are null are left out.
 */
const piecesOf = (value: unknown, { explode, delimiter, encode, encodeName }: Manner): readonly Piece[] => {
  if (!isDefined(value)) return [];
  if (typeof value !== "object") return [[undefined, encode(textOf(value))]];
  const members: readonly (readonly [string | undefined, unknown])[] = Array.isArray(value)
    ? value.map((item) => [undefined, item])
    : Object.entries(value ?? {});
  const pieces = members
    .filter(([, member]) => isDefined(member))
    .map(([key, member]): Piece => [key === undefined ? key : encodeName(key), encode(textOf(member))]);
  if (explode || pieces.length === 0) return pieces;
  return [
    [undefined, pieces.flatMap(([key, text]) => (key === undefined ? [text] : [key, text])).join(delimiter)],
  ];
};

/** The operators of RFC 6570 that serve paths and headers (sections 3.2.2, 3.2.5 and 3.2.7). */
const operators = {
  simple: { first: "", separator: ",", named: false },
  label: { first: ".", separator: ".", named: false },
  matrix: { first: ";", separator: ";", named: true },
} as const;

export type ExpansionStyle = keyof typeof operators;

export const isExpansionStyle = (style: string): style is ExpansionStyle => Object.hasOwn(operators, style);

/** One expansion of RFC 6570 with the first character of its operator; undefined without a value. */
export const expand = (
  value: unknown,
  how: {
    readonly name: string;
    readonly style: ExpansionStyle;
    readonly explode: boolean;
    readonly encode: Encode;
  },
): string | undefined => {
  const { first, separator, named } = operators[how.style];
  const name = named ? how.encode(how.name) : undefined;
  const texts = piecesOf(value, { ...how, delimiter: ",", encodeName: how.encode }).map(
    ([key = name, text]) => {
      if (key === undefined) return text;
      // Section 3.2.7: a matrix parameter with an empty value has no equals sign.
      return named && text === "" ? key : `${key}=${text}`;
    },
  );
  return texts.length === 0 ? undefined : first + texts.join(separator);
};

export type PairStyle = "form" | "spaceDelimited" | "pipeDelimited" | "deepObject";

export type Pair = readonly [name: string, value: string];

// The comma is a delimiter of RFC 6570; blank and bar are encoded, as no query may hold them (OpenAPI 3.1.2 appendix E).
const delimiters = { form: ",", spaceDelimited: " ", pipeDelimited: "|" } as const;

/**
 * `name=value` pairs of the query styles, encoded. RFC 6570 section 3.2.8 for `form`; the other styles have no RFC.
 * A value that is not there gives no pair, where `form` would write `name=`: APIs read that as an empty string.
 */
export const expandPairs = (
  value: unknown,
  how: {
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
  return piecesOf(value, { ...how, delimiter }).map(([key, text]) => [key ?? encodeName(name), text]);
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
