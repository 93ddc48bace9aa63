import { type Fragments, fragmentsOf } from "./fragments.js";
import { named, slashes, stagesOf } from "./readings.js";

/**
 * How a secret may come back from an API: in any case of letters, with any of its characters escaped as JSON, URLs, HTML and
 * quoted-printable allow (twice too), as numbers of its bytes, in base64 of any text that holds it, twice too, and in part.
 */
export type Spellings = {
  readonly secret: string;
  /** Texts without escapes that give a spelling away, in lower case. */
  readonly needles: readonly string[];
  /** The same for other ways of writing. */
  readonly otherNeedles: readonly string[];
  /** The secret, where it is seldom met in other spellings and is of such characters that it can be replaced as it is. */
  readonly literal: string | undefined;
  readonly fragments: Fragments | undefined;
  pattern(): RegExp;
};

const hexOf = (code: number, width: number): string => code.toString(16).padStart(width, "0");
const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
const percent = (character: string): string =>
  [...Buffer.from(character)].map((byte) => `%(?:25){0,3}${hexOf(byte, 2)}`).join("");
const unit = (character: string, at: number): string => hexOf(character.charCodeAt(at), 4);

const namesOf = (character: string): readonly string[] =>
  Object.keys(named).filter((name) => named[name] === character);

/** One character in every spelling. Runs of backslashes and the like are bounded, so that matching stays linear. */
const characterPattern = (character: string): string => {
  const code = character.codePointAt(0) ?? 0;
  // Long lines are broken at blanks, and indented.
  const blank = /\s/.test(character);
  const units = Array.from({ length: character.length }, (_, at) => `${slashes}u${unit(character, at)}`).join(
    "",
  );
  // The plain one is last: it would leave the rest of an escape that begins with it.
  const ways = [
    units,
    `${slashes}u\\{0{0,4}${code.toString(16)}\\}`,
    ...(code < 256 ? [`${slashes}x${hexOf(code, 2)}`, `${slashes}${code.toString(8).padStart(3, "0")}`] : []),
    percent(character),
    [...Buffer.from(character)].map((byte) => `=${hexOf(byte, 2)}`).join(""),
    `&(?:amp;){0,3}#0{0,6}${code};`,
    `&(?:amp;){0,3}#x0{0,6}${code.toString(16)};`,
    ...namesOf(character).map((name) => `&(?:amp;){0,3}${name};`),
    ...(blank ? ["\\+", "\\s", `${slashes}[nrt]`] : []),
    `\\\\{0,16}${literal(character)}`,
  ];
  return `(?:${ways.join("|")})${blank ? "{1,20}" : ""}`;
};

/** Quoted-printable breaks a line anywhere (RFC 2045 section 6.7). */
const softBreak = "(?:=(?:\\r|\\\\r)?(?:\\n|\\\\n))?";

const textPattern = (text: string): string => [...text].map(characterPattern).join(softBreak);

/** The numbers of bytes, one after the other: `6b:5f`, `0x6b, 0x5f`, `[107, 95]`. */
const numbersPatterns = (secret: string): readonly string[] => {
  const bytes = [...Buffer.from(secret)];
  const hex = bytes.map((byte) => hexOf(byte, 2)).join("(?:[\\s,:;-]{0,4}(?:0x)?)");
  return [hex, `(?<![\\d.])${bytes.join("[\\s,;]{1,12}")}(?![\\d.])`];
};

/** The characters of base64 that a secret decides wherever it stands in the encoded text: one list per remainder of 3. */
const base64Parts = (secret: string): readonly string[] => {
  const bytes = Buffer.from(secret);
  return [0, 1, 2].map((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
    return encoded.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
  });
};

const base64Pattern = (part: string): string =>
  [...part]
    .map((digit) => (digit === "+" || digit === "/" ? `(?:${characterPattern(digit)}|[-_])` : literal(digit)))
    // MIME breaks lines of base64.
    .join("(?:\\s|\\\\[rn]){0,4}")
    // The last digits are of the secret in part; the padding goes with them.
    .concat("[\\w+/-]{0,2}={0,2}");

/** Shorter texts would give away too much that is no secret. */
const shortestNeedle = 6;

/** In lower case, each once, and none so short that it would meet words. */
const usable = (texts: readonly string[]): readonly string[] =>
  [...new Set(texts.map((text) => text.toLowerCase()))].filter(({ length }) => length >= shortestNeedle);

const forUrls = (part: string): string => part.replaceAll("+", "-").replaceAll("/", "_");

const needlesOf = (secret: string): readonly string[] => {
  const bytes = Buffer.from(secret);
  const parts = base64Parts(secret);
  return usable([
    secret,
    ...stagesOf(secret.replaceAll("\\", "")),
    // What looks like an escape in the secret itself is undone together with those of the text around it, to which a
    // backslash at its end belongs then.
    ...stagesOf(secret),
    ...stagesOf(secret.replace(/\\+$/, "")),
    bytes.toString("latin1"),
    secret.replaceAll(" ", "+"),
    bytes.toString("hex"),
    ...parts,
    ...parts.map(forUrls),
    // Kubernetes has secrets in base64, and in those of registries a pair is in base64 already.
    ...parts.flatMap(base64Parts),
  ]);
};

/** What of a secret is looked for in other writings. Numbers stand between commas, so that no part of one is taken for it. */
const otherNeedlesOf = (secret: string): readonly string[] => {
  const bytes = Buffer.from(secret);
  const parts = base64Parts(secret);
  return usable([
    ...[secret, bytes.toString("latin1"), bytes.toString("hex"), `,${[...bytes].join(",")},`],
    ...[...parts, ...parts.map(forUrls)],
    // Blanks are taken out of the text too.
    ...(/\s/.test(secret) ? [secret.replace(/\s+/g, "")] : []),
  ]);
};

export const spellingsOf = (secret: string): Spellings => {
  let made: RegExp | undefined;
  return {
    secret,
    needles: needlesOf(secret),
    otherNeedles: otherNeedlesOf(secret),
    literal: /^\w[\w.,:~@$^*()!/+-]*$/.test(secret) ? secret : undefined,
    fragments: fragmentsOf(secret),
    pattern() {
      const ways = [textPattern(secret), ...numbersPatterns(secret)];
      made ??= new RegExp([...ways, ...base64Parts(secret).map(base64Pattern)].join("|"), "gi");
      return made;
    },
  };
};
