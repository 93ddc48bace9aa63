import { isJson, isReservedHeader } from "@jackfield/contract";
import { ArgumentError } from "./argument-error.js";
import { asciiJson } from "./charset.js";
import { contentText } from "./content-text.js";
import type { Given } from "./given.js";
import { pairsOf } from "./query.js";
import { expand, expandPairs, isListStyle, joinPairs, type Pair, textOf } from "./style.js";

/** Header parameters by lower-case name, and `cookie` when there are cookie parameters. */
export const buildHeaders = (
  headers: readonly Given[],
  cookies: readonly Given[],
): ReadonlyMap<string, string> => {
  const built = new Map<string, string>();
  for (const given of headers) {
    const name = given.name.toLowerCase();
    if (isReservedHeader(name)) continue;
    if (!/^[!#$%&'*+.^_`|~\w-]+$/.test(name)) {
      throw new ArgumentError(given.argument, `"${given.name}" is not a header name`);
    }
    const value = headerValue(given);
    if (value !== undefined) built.set(name, value);
  }
  // Between pairs of one cookie header stands a semicolon, also where `form` would have `&` (RFC 6265 section 4.2.1).
  const cookie = joinPairs(cookies.flatMap(cookiePairs), "; ");
  if (cookie !== "") built.set("cookie", cookie);
  return built;
};

/** Header values are not percent-encoded (OpenAPI 3.1.2 appendix D); what a header cannot carry is refused. */
const headerValue = (given: Given): string | undefined => {
  const { argument } = given;
  const text = headerText(given);
  if (text === undefined) return undefined;
  if (/[^\t -\uffff]|\u007f/.test(text)) {
    throw new ArgumentError(
      argument,
      "must not hold line breaks or other control characters: it is sent in a header",
    );
  }
  if (/[\u0100-\uffff]/.test(text)) {
    throw new ArgumentError(argument, "must contain only Latin-1 characters, because it is sent in a header");
  }
  return text;
};

const headerText = (given: Given): string | undefined => {
  const { argument, name, parameter, value } = given;
  if (parameter.mediaType !== undefined) {
    const text = contentText(given);
    // No JSON needs to be refused.
    return isJson(parameter.mediaType) ? asciiJson(text) : text;
  }
  const { style = "simple" } = parameter;
  return expand(value, {
    argument,
    name,
    style: isListStyle(style) ? style : "simple",
    explode: parameter.explode ?? false,
    encode: (text) => text,
  });
};

/** Where nothing is encoded a text has to be a cookie value by itself: text of a `content` cookie, and the style `cookie`. */
const cookiePairs = (given: Given): readonly Pair[] => {
  const { argument, name, value } = given;
  const { mediaType, style, explode = true } = given.parameter;
  const encode = (text: string): string => cookieText(argument, text);
  if (mediaType !== undefined && !isJson(mediaType)) return [[name, encode(textOf(value))]];
  if (mediaType !== undefined || style !== "cookie") return pairsOf(given);
  const encodeName = (text: string): string => cookieName(argument, text);
  return expandPairs(value, { argument, name, style: "form", explode, encode, encodeName });
};

/** RFC 6265 section 4.1.1: `cookie-octet`. */
const cookieText = (argument: string, text: string): string => {
  if (/^[!#-+\--:<-[\]-~]*$/.test(text)) return text;
  throw new ArgumentError(argument, "must not hold blanks, commas, semicolons, quotes or other than ASCII");
};

/** The name of a cookie is a token (RFC 6265 section 4.1.1). */
const cookieName = (argument: string, name: string): string => {
  if (/^[!#$%&'*+.^_`|~\w-]+$/.test(name)) return name;
  throw new ArgumentError(argument, `"${name}" is not a cookie name`);
};
