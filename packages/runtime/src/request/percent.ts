export type Encode = (text: string) => string;

/**
 * Percent-encodes everything outside the unreserved set of RFC 3986 section 2.3.
 * Halves of surrogate pairs become U+FFFD, as in every URL (WHATWG `USVString`).
 */
export const encode: Encode = (text) =>
  encodeURIComponent(text.replace(/\p{Surrogate}/gu, "\uFFFD")).replace(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** Encodes only what no URL may hold: reserved characters and percent-encoded triples stay (RFC 6570 section 3.2.3). */
export const encodeIllegal: Encode = (text) =>
  text.replace(/%[\da-f]{2}|%|[^\w\-.~:/?#[\]@!$&'()*+,;=%]+/gi, (match) =>
    /^%[\da-f]{2}$/i.test(match) ? match : encode(match),
  );

/**
 * The `allowReserved` of OpenAPI: as `encodeIllegal`, but what a query may not hold (`[ ] #`) or what would end or
 * change the value in a form (`& +`) is encoded, which OpenAPI 3.1.2 section 4.8.12.2 leaves to the sender.
 */
export const encodeAllowingReserved: Encode = (text) =>
  encodeIllegal(text).replace(/[[\]#&+]/g, (mark) => encode(mark));
