/** RFC 6901, with the percent-encoding of URI fragments undone. */
export const tokensOf = (pointer) =>
  pointer
    .split("/")
    .slice(1)
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));

export const child = (pointer, ...tokens) =>
  [pointer, ...tokens.map((token) => String(token).replaceAll("~", "~0").replaceAll("/", "~1"))].join("/");

/** @type {(value: unknown) => value is Record<string, any>} */
export const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** What stands at a pointer; undefined when nothing does. */
export const valueAt = (document, pointer) => {
  let value = document;
  for (const token of tokensOf(pointer)) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, token)) return undefined;
    value = value[token];
  }
  return value;
};

/** The pointer of `#/a/b%20c`; undefined for anything that is not a JSON pointer. */
export const pointerOf = (ref) => {
  if (ref === "#") return "";
  if (!ref.startsWith("#/")) return undefined;
  try {
    return decodeURIComponent(ref.slice(1));
  } catch {
    return ref.slice(1);
  }
};
