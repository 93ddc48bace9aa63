import { isRecord } from "@jackfield/contract";
import { contentText, isUrlForm } from "./content-text.js";
import type { Given } from "./given.js";
import { encode, encodeAllowingReserved } from "./percent.js";
import { expandPairs, joinPairs, type Pair, pairStyle } from "./style.js";

/** Encoded `name=value` pairs of one query or cookie parameter. Space is `%20`, plus is `%2B`. */
export const pairsOf = (given: Given): readonly Pair[] => {
  const { argument, name, parameter, value } = given;
  const encodeValue = parameter.allowReserved ? encodeAllowingReserved : encode;
  if (parameter.mediaType !== undefined) {
    return [[encode(name), encodeValue(contentText(given))]];
  }
  const style = pairStyle(parameter.style);
  const explode = parameter.explode ?? style === "form";
  return expandPairs(value, { argument, name, style, explode, encode: encodeValue, encodeName: encode });
};

/** A `querystring` parameter: the members of a form, or one text without a name (OpenAPI 3.2 section 4.12.2). */
const wholeQuery = (given: Given): string =>
  isRecord(given.value) && isUrlForm(given.parameter) ? contentText(given) : encode(contentText(given));

/** Query string of all query parameters, in the order of the descriptor; empty without any. */
export const buildQuery = (given: readonly Given[]): string =>
  given
    .map((one) => (one.parameter.in === "querystring" ? wholeQuery(one) : joinPairs(pairsOf(one), "&")))
    // An empty list or object has no pair at all.
    .filter((query) => query !== "")
    .join("&");
