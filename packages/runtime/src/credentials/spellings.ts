/**
 * How a secret may come back from an API: in any case of letters, with any of its characters escaped as JSON, URLs and
 * HTML allow (twice too), as hexadecimal digits, and in base64 of any text that holds it.
 */
export type Spellings = {
  /** Texts without escapes that give a spelling away, in lower case. */
  readonly needles: readonly string[];
  pattern(): RegExp;
};

const hexOf = (code: number, width: number): string => code.toString(16).padStart(width, "0");
const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
const percent = (character: string): string =>
  [...Buffer.from(character)].map((byte) => `%(?:25){0,3}${hexOf(byte, 2)}`).join("");
const unit = (character: string, at: number): string => hexOf(character.charCodeAt(at), 4);

const entities: Readonly<Record<string, string>> = {
  "&": "amp",
  "<": "lt",
  ">": "gt",
  '"': "quot",
  "'": "apos",
};

/** One character in every spelling. Runs of backslashes and the like are bounded, so that matching stays linear. */
const characterPattern = (character: string): string => {
  const code = character.codePointAt(0) ?? 0;
  const units = Array.from({ length: character.length }, (_, at) => `\\\\{1,4}u${unit(character, at)}`).join(
    "",
  );
  // The plain one is last: it would leave the rest of an escape that begins with it.
  const ways = [
    units,
    ...(code < 256 ? [`\\\\{1,4}x${hexOf(code, 2)}`] : []),
    percent(character),
    `&(?:amp;){0,3}#0{0,6}${code};`,
    `&(?:amp;){0,3}#x0{0,6}${code.toString(16)};`,
    ...(Object.hasOwn(entities, character) ? [`&(?:amp;){0,3}${entities[character]};`] : []),
    ...(character === " " ? ["\\+"] : []),
    `\\\\{0,4}${literal(character)}`,
  ];
  return `(?:${ways.join("|")})`;
};

const textPattern = (text: string): string => [...text].map(characterPattern).join("");

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
    .join("")
    // The last digits are of the secret in part; the padding goes with them.
    .concat("[\\w+/-]{0,2}={0,2}");

const escapes =
  /\\{1,4}(?:u([\da-f]{4})|x([\da-f]{2})|(?=[^\\]))|%(?:25){0,3}([\da-f]{2})|&(?:amp;){0,3}(?:#0{0,6}(\d{1,7})|#x0{0,6}([\da-f]{1,6})|(amp|lt|gt|quot|apos));/gi;
const named: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/**
 * The text as it is, and with its escapes undone once, twice and three times, in lower case; only for looking into it. Each
 * of them counts: what is undone may look like an escape again, and be a part of the secret.
 */
const stagesOf = (text: string): readonly string[] => {
  const stages = [text.toLowerCase()];
  let plain = text;
  for (let pass = 0; pass < 3 && /[\\%&]/.test(plain); pass += 1) {
    const next = plain.replace(escapes, (_, json, byte, url, decimal, hex, name) => {
      if (name !== undefined) return named[String(name).toLowerCase()] ?? "";
      const digits = json ?? byte ?? url ?? hex;
      const code = decimal === undefined ? Number.parseInt(digits ?? "", 16) : Number(decimal);
      return Number.isNaN(code) || code > 0x10ffff ? "" : String.fromCodePoint(code);
    });
    if (next === plain) break;
    plain = next;
    stages.push(plain.toLowerCase());
  }
  return stages;
};

/** Shorter texts would give away too much that is no secret. */
const shortestNeedle = 6;

const needlesOf = (secret: string): readonly string[] => {
  const bytes = Buffer.from(secret);
  const parts = base64Parts(secret);
  const plain = [
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
    ...parts.map((part) => part.replaceAll("+", "-").replaceAll("/", "_")),
  ];
  return [...new Set(plain.map((text) => text.toLowerCase()))].filter(
    ({ length }) => length >= shortestNeedle,
  );
};

export const spellingsOf = (secret: string): Spellings => {
  let made: RegExp | undefined;
  return {
    needles: needlesOf(secret),
    pattern() {
      const ways = [textPattern(secret), literal(Buffer.from(secret).toString("hex"))];
      made ??= new RegExp([...ways, ...base64Parts(secret).map(base64Pattern)].join("|"), "gi");
      return made;
    },
  };
};

/** Those of the secrets that a text holds in a spelling; linear in the text. */
export const heldIn = (text: string, secrets: readonly Spellings[]): readonly Spellings[] => {
  const stages = stagesOf(text);
  return secrets.filter(({ needles }) =>
    needles.some((needle) => stages.some((stage) => stage.includes(needle))),
  );
};

/** The text with every spelling of the secrets masked. */
export const masked = (
  text: string,
  secrets: readonly Spellings[],
  mask: (secret: string) => string,
): string => {
  const held = heldIn(text, secrets);
  if (held.length === 0) return text;
  const clean = held.reduce((rest, spellings) => rest.replace(spellings.pattern(), mask), text);
  // A mixture of spellings that no pattern follows: better nothing of the text than a secret.
  return heldIn(clean, held).length === 0 ? clean : mask(clean);
};
