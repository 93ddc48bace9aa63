import type { ParameterStyle } from "../tool.js";
import { contentText, type Given } from "./given.js";
import { encode, encodeAllowingReserved } from "./percent.js";
import { expandPairs, type Pair, type PairStyle } from "./style.js";

/** Styles that a query cannot have are read as `form`, its default. */
export const pairStyle = (style: ParameterStyle | undefined): PairStyle =>
  style === "spaceDelimited" || style === "pipeDelimited" || style === "deepObject" ? style : "form";

/** Encoded `name=value` pairs of one query or cookie parameter. Space is `%20`, plus is `%2B`. */
export const pairsOf = ({ name, parameter, value }: Given): readonly Pair[] => {
  const encodeValue = parameter.allowReserved ? encodeAllowingReserved : encode;
  if (parameter.mediaType !== undefined) {
    return [[encode(name), encodeValue(contentText(parameter.mediaType, value))]];
  }
  const style = pairStyle(parameter.style);
  const explode = parameter.explode ?? style === "form";
  return expandPairs(value, { name, style, explode, encode: encodeValue, encodeName: encode });
};

export const joinPairs = (pairs: readonly Pair[], separator: string): string =>
  pairs.map(([name, value]) => `${name}=${value}`).join(separator);

/** Query string of all query parameters, in the order of the descriptor; empty without any. */
export const buildQuery = (given: readonly Given[]): string => joinPairs(given.flatMap(pairsOf), "&");
