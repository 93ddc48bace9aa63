/** The tokens of a JSON pointer (RFC 6901), without their escapes; none for the whole. */
export const tokensOf = (pointer: string): readonly string[] =>
  pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));

/** The pointer to what stands below another. */
export const pointerTo = (above: string, ...tokens: readonly (string | number)[]): string =>
  [above, ...tokens.map((token) => String(token).replaceAll("~", "~0").replaceAll("/", "~1"))].join("/");

/** What stands at a JSON pointer; undefined: nothing. */
export const valueAt = (value: unknown, pointer: string): unknown =>
  tokensOf(pointer).reduce<unknown>(
    (current, key) =>
      typeof current === "object" && current !== null && Object.hasOwn(current, key)
        ? Reflect.get(current, key)
        : undefined,
    value,
  );
