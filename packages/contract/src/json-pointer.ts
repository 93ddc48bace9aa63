/** JSON pointers (RFC 6901). `""` is the whole document. */

// Most tokens need no escape, and to look costs less than to replace.
const escapeToken = (token: string): string =>
  token.includes("/") || token.includes("~") ? token.replaceAll("~", "~0").replaceAll("/", "~1") : token;

const unescapeToken = (token: string): string =>
  token.includes("~") ? token.replaceAll("~1", "/").replaceAll("~0", "~") : token;

/** The pointer to what stands below another: `pointerTo("/paths", "/users")` is `/paths/~1users`. */
export const pointerTo = (above: string, ...tokens: readonly (string | number)[]): string =>
  tokens.reduce<string>((path, token) => `${path}/${escapeToken(String(token))}`, above);

/** The tokens of a pointer, without their escapes; none for the whole. */
export const tokensOf = (pointer: string): readonly string[] =>
  pointer === "" ? [] : pointer.split("/").slice(1).map(unescapeToken);

/** The value at a pointer, or undefined. Own properties only, so `__proto__` leads nowhere. */
export const valueAt = (document: unknown, pointer: string): unknown =>
  valueBelow(document, tokensOf(pointer));

/** The same for the keys of a pointer one by one. */
export const valueBelow = (document: unknown, keys: readonly (string | number)[]): unknown => {
  let value = document;
  for (const key of keys) {
    if (value === null || typeof value !== "object" || !Object.hasOwn(value, key)) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
};

/** Where a reference into the same document points; undefined for references elsewhere and anchors (RFC 6901 section 6). */
export const pointerIn = (ref: string): string | undefined => {
  if (ref === "#") return "";
  if (!ref.startsWith("#/")) return undefined;
  try {
    return decodeURIComponent(ref.slice(1));
  } catch {
    return ref.slice(1);
  }
};
