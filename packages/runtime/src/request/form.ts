import { type FieldEncoding, isJson } from "@jackfield/contract";
import type { Arguments } from "./given.js";
import { jsonText } from "./json-text.js";
import { type Encode, encode, encodeAllowingReserved } from "./percent.js";
import { expandPairs, isDefined, joinPairs, type Pair, pairStyle, textOf } from "./style.js";

export type FieldEncodings = Readonly<Record<string, FieldEncoding>>;

export const encodingOf = (fields: FieldEncodings | undefined, name: string): FieldEncoding =>
  fields !== undefined && Object.hasOwn(fields, name) ? (fields[name] ?? {}) : {};

/** Whether a field is written by style; naming any of these keywords decides it (OpenAPI 3.1 section 4.8.15.1.2). */
export const hasStyle = ({ style, explode, allowReserved }: FieldEncoding): boolean =>
  style !== undefined || explode !== undefined || allowReserved !== undefined;

/** Pairs of a field that is written by style. */
export const styledPairs = (
  [name, value]: readonly [string, unknown],
  encoding: FieldEncoding,
  how: { readonly argument: string; readonly encode: Encode; readonly encodeName: Encode },
): readonly Pair[] => {
  const style = pairStyle(encoding.style);
  return expandPairs(value, {
    name,
    style,
    explode: encoding.explode ?? style === "form",
    ...how,
  });
};

/**
 * An `application/x-www-form-urlencoded` body. By default a list is repeated and an object is JSON (OpenAPI 3.1.2
 * section 4.8.15.2); a field that is declared as JSON is one JSON text whole, lists too.
 */
export const buildForm = (
  fields: Arguments,
  encodings: FieldEncodings | undefined,
  /** The argument behind a field, for complaints about it. */
  argumentOf: (field: string) => string,
): string =>
  joinPairs(
    Object.entries(fields).flatMap(([name, value]): readonly Pair[] => {
      const encoding = encodingOf(encodings, name);
      if (hasStyle(encoding)) {
        const encodeValue = encoding.allowReserved ? encodeAllowingReserved : encode;
        const how = { argument: argumentOf(name), encode: encodeValue, encodeName: encode };
        return styledPairs([name, value], encoding, how);
      }
      if (!isDefined(value)) return [];
      if (isJson(encoding.mediaType ?? "")) return [[encode(name), encode(jsonText(value))]];
      const items: readonly unknown[] = Array.isArray(value) ? value.filter(isDefined) : [value];
      return items.map((item) => [encode(name), encode(textOf(item))]);
    }),
    "&",
  );
