/**
 * Characters that a reader does not see or that steer a terminal: C0 and C1 controls (ANSI escapes start with
 * one), bidirectional overrides, zero-width, tag and variation characters, line separators, lone surrogates.
 */
export const hiddenCharacters =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e0fff}]|\p{Variation_Selector}|\p{Surrogate}/gu;

const spelled = (character: string): string => {
  const point = character.codePointAt(0) ?? 0;
  return `<U+${point.toString(16).toUpperCase().padStart(4, "0")}>`;
};

/** One line that a terminal shows as it is: every hidden character is spelled as its code point. */
export const visible = (text: string): string =>
  text.replaceAll(/\r\n|[\n\t]/g, " ").replaceAll(hiddenCharacters, spelled);
