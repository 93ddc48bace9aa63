import { isJson, isRecord, type PairStyle, type ParameterStyle } from "@jackfield/contract";
import { contentText, type Given } from "./given.js";
import { encode, encodeAllowingReserved } from "./percent.js";
import { expandPairs, type Pair } from "./style.js";

/** Styles that a query cannot have are read as `form`, its default. */
export const pairStyle = (style: ParameterStyle | undefined): PairStyle =>
  style === "simple" || style === "label" || style === "matrix" || style === "cookie"
    ? "form"
    : (style ?? "form");

/** Encoded `name=value` pairs of one query or cookie parameter. Space is `%20`, plus is `%2B`. */
export const pairsOf = ({ argument, name, parameter, value }: Given): readonly Pair[] => {
  const encodeValue = parameter.allowReserved ? encodeAllowingReserved : encode;
  if (parameter.mediaType !== undefined) {
    return [[encode(name), encodeValue(contentText(parameter.mediaType, value))]];
  }
  const style = pairStyle(parameter.style);
  const explode = parameter.explode ?? style === "form";
  return expandPairs(value, { argument, name, style, explode, encode: encodeValue, encodeName: encode });
};

/** A `querystring` parameter: the members of a form, or one text without a name (OpenAPI 3.2 section 4.12.2). */
const wholeQuery = ({ argument, parameter, value }: Given): string => {
  const { mediaType = "" } = parameter;
  if (!isRecord(value) || isJson(mediaType)) return encode(contentText(mediaType, value));
  const pairs = Object.entries(value).flatMap(([name, member]) =>
    expandPairs(member, { argument, name, style: "form", explode: true, encode, encodeName: encode }),
  );
  return joinPairs(pairs, "&");
};

export const joinPairs = (pairs: readonly Pair[], separator: string): string =>
  pairs.map(([name, value]) => `${name}=${value}`).join(separator);

/** Query string of all query parameters, in the order of the descriptor; empty without any. */
export const buildQuery = (given: readonly Given[]): string =>
  given
    .map((one) => (one.parameter.in === "querystring" ? wholeQuery(one) : joinPairs(pairsOf(one), "&")))
    // An empty list or object has no pair at all.
    .filter((query) => query !== "")
    .join("&");
