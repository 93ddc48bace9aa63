import { type FieldEncoding, isJson, type XmlRoot } from "@jackfield/contract";
import type { Arguments } from "./given.js";
import { jsonText } from "./json-text.js";
import { type Encode, encode, encodeAllowingReserved } from "./percent.js";
import { expandPairs, isDefined, joinPairs, type Pair, pairStyle, textOf } from "./style.js";

type FieldEncodings = Readonly<Record<string, FieldEncoding>>;

/** How the fields of a form are written. */
export type FormEncodings = {
  readonly fields?: FieldEncodings | undefined;
  readonly others?: FieldEncoding | undefined;
  /** The argument behind a field, for complaints about it. */
  readonly argumentOf: (field: string) => string;
  /** A value as XML, by the schema of its field; absent: no field is XML. */
  readonly xmlOf?: (field: string, value: unknown, document: XmlRoot) => string;
};

export const encodingOf = ({ fields, others = {} }: FormEncodings, name: string): FieldEncoding =>
  fields !== undefined && Object.hasOwn(fields, name) ? (fields[name] ?? {}) : others;

/** Text of a field that stays one value. */
export const fieldText = (
  name: string,
  value: unknown,
  { xml }: FieldEncoding,
  { xmlOf }: FormEncodings,
): string =>
  xml !== undefined && xmlOf !== undefined && typeof value === "object"
    ? xmlOf(name, value, xml)
    : textOf(value);

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
export const buildForm = (fields: Arguments, how: FormEncodings): string =>
  joinPairs(
    Object.entries(fields).flatMap(([name, value]): readonly Pair[] => {
      const encoding = encodingOf(how, name);
      if (hasStyle(encoding)) {
        const encodeValue = encoding.allowReserved ? encodeAllowingReserved : encode;
        const codec = { argument: how.argumentOf(name), encode: encodeValue, encodeName: encode };
        return styledPairs([name, value], encoding, codec);
      }
      if (!isDefined(value)) return [];
      if (isJson(encoding.mediaType ?? "")) return [[encode(name), encode(jsonText(value))]];
      const items: readonly unknown[] = Array.isArray(value) ? value.filter(isDefined) : [value];
      return items.map((item) => [encode(name), encode(fieldText(name, item, encoding, how))]);
    }),
    "&",
  );
