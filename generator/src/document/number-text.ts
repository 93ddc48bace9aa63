/**
 * How a number was written where that is not how JavaScript prints it: `1.10`, `007`, an integer of 20 digits. A schema
 * of type string means these characters. Kept by the object or list that holds the number, so it holds as long as that
 * is not copied.
 */
const texts = new WeakMap<object, Map<string, string>>();

export const keepNumberText = (container: object, key: string | number, text: string): void => {
  const known = texts.get(container) ?? new Map<string, string>();
  texts.set(container, known.set(String(key), text));
};

/** The source text of the number under a key of a parsed object or list, if it differs from `String(number)`. */
export const numberText = (container: object, key: string | number): string | undefined =>
  texts.get(container)?.get(String(key));
