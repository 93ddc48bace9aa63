/**
 * How a secret may come back from an API: in any case of letters, with any of its characters escaped as JSON, URLs, HTML and
 * quoted-printable allow (twice too), as numbers of its bytes, and in base64 of any text that holds it.
 */
export type Spellings = {
  /** Texts without escapes that give a spelling away, in lower case. */
  readonly needles: readonly string[];
  /** The same for other ways of writing. */
  readonly otherNeedles: readonly string[];
  pattern(): RegExp;
};

const hexOf = (code: number, width: number): string => code.toString(16).padStart(width, "0");
const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
const percent = (character: string): string =>
  [...Buffer.from(character)].map((byte) => `%(?:25){0,3}${hexOf(byte, 2)}`).join("");
const unit = (character: string, at: number): string => hexOf(character.charCodeAt(at), 4);

/** Names of characters in HTML, each with what it stands for. */
const named: Readonly<Record<string, string>> = {
  ...{ amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", sol: "/", bsol: "\\", plus: "+", equals: "=" },
  ...{ lowbar: "_", underbar: "_", hyphen: "-", dash: "-", period: ".", comma: ",", colon: ":", semi: ";" },
  ...{ num: "#", percnt: "%", ast: "*", midast: "*", commat: "@", excl: "!", quest: "?", dollar: "$" },
  ...{ lpar: "(", rpar: ")", lsqb: "[", lbrack: "[", rsqb: "]", rbrack: "]", lcub: "{", lbrace: "{" },
  ...{ rcub: "}", rbrace: "}", verbar: "|", vert: "|", grave: "`", hat: "^" },
};
const namesOf = (character: string): readonly string[] =>
  Object.keys(named).filter((name) => named[name] === character);

/** One character in every spelling. Runs of backslashes and the like are bounded, so that matching stays linear. */
const characterPattern = (character: string): string => {
  const code = character.codePointAt(0) ?? 0;
  const units = Array.from({ length: character.length }, (_, at) => `\\\\{1,4}u${unit(character, at)}`).join(
    "",
  );
  // The plain one is last: it would leave the rest of an escape that begins with it.
  const ways = [
    units,
    `\\\\{1,4}u\\{0{0,4}${code.toString(16)}\\}`,
    ...(code < 256 ? [`\\\\{1,4}x${hexOf(code, 2)}`, `\\\\{1,4}${code.toString(8).padStart(3, "0")}`] : []),
    percent(character),
    [...Buffer.from(character)].map((byte) => `=${hexOf(byte, 2)}`).join(""),
    `&(?:amp;){0,3}#0{0,6}${code};`,
    `&(?:amp;){0,3}#x0{0,6}${code.toString(16)};`,
    ...namesOf(character).map((name) => `&(?:amp;){0,3}${name};`),
    ...(character === " " ? ["\\+"] : []),
    `\\\\{0,4}${literal(character)}`,
  ];
  return `(?:${ways.join("|")})`;
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

const escapes = new RegExp(
  `\\\\{1,4}(?:u([\\da-f]{4})|u\\{0{0,4}([\\da-f]{1,6})\\}|x([\\da-f]{2})|([0-3][0-7]{2})|(?=[^\\\\]))|%(?:25){0,3}([\\da-f]{2})|` +
    `&(?:amp;){0,3}(?:#0{0,6}(\\d{1,7})|#x0{0,6}([\\da-f]{1,6})|(${Object.keys(named).join("|")}));`,
  "gi",
);

/**
 * The text as it is, and with its escapes undone once, twice and three times, in lower case; only for looking into it. Each
 * of them counts: what is undone may look like an escape again, and be a part of the secret.
 */
const stagesOf = (text: string): readonly string[] => {
  const stages = [text.toLowerCase()];
  let plain = text;
  for (let pass = 0; pass < 3 && /[\\%&]/.test(plain); pass += 1) {
    const next = plain.replace(escapes, (_, unit, point, byte, octal, url, decimal, hex, name) => {
      if (name !== undefined) return named[String(name).toLowerCase()] ?? "";
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      const digits = unit ?? point ?? byte ?? url ?? hex;
      const code = decimal === undefined ? Number.parseInt(digits ?? "", 16) : Number(decimal);
      return Number.isNaN(code) || code > 0x10ffff ? "" : String.fromCodePoint(code);
    });
    if (next === plain) break;
    plain = next;
    stages.push(plain.toLowerCase());
  }
  return stages;
};

/**
 * Other ways of writing the same, each by itself since ordinary text may look like it: quoted-printable, numbers of bytes
 * without what separates them, and lines of base64 that go on.
 */
const writingsOf = (text: string): readonly string[] => {
  const plain = text.toLowerCase();
  const writings: string[] = [];
  if (/=(?:[\da-f]{2}|[\r\n]|\\[rn])/.test(plain))
    writings.push(
      plain.replace(/=(?:([\da-f]{2})|(?:\r|\\r)?(?:\n|\\n))/g, (_, hex = "") =>
        hex === "" ? "" : String.fromCharCode(Number.parseInt(hex, 16)).toLowerCase(),
      ),
    );
  const separators = /(?:0x)?([\da-f]{2})[\s,:;-]{1,4}(?=(?:0x)?[\da-f]{2})/g;
  if (separators.test(plain)) writings.push(plain.replace(separators, "$1").replaceAll("0x", ""));
  if (/\d[\s,;]+\d/.test(plain)) writings.push(`,${plain.replace(/[^\d.]+/g, ",")},`);
  if (/[\w+/-](?:\n|\r|\\[rn])/.test(plain)) writings.push(plain.replace(/\s+|\\[rn]/g, ""));
  return writings;
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

/** What of a secret is looked for in other writings. Numbers stand between commas, so that no part of one is taken for it. */
const otherNeedlesOf = (secret: string): readonly string[] => {
  const bytes = Buffer.from(secret);
  const parts = base64Parts(secret);
  const all = [bytes.toString("latin1"), bytes.toString("hex"), ...parts, `,${[...bytes].join(",")},`];
  const urls = parts.map((part) => part.replaceAll("+", "-").replaceAll("/", "_"));
  return [...new Set([...all, ...urls].map((text) => text.toLowerCase()))].filter(
    // White space is taken out of them: short parts would meet words.
    ({ length }) => length >= shortestNeedle,
  );
};

export const spellingsOf = (secret: string): Spellings => {
  let made: RegExp | undefined;
  return {
    needles: needlesOf(secret),
    otherNeedles: otherNeedlesOf(secret),
    pattern() {
      const ways = [textPattern(secret), ...numbersPatterns(secret)];
      made ??= new RegExp([...ways, ...base64Parts(secret).map(base64Pattern)].join("|"), "gi");
      return made;
    },
  };
};

/** Those of the secrets that a text holds in a spelling; linear in the text. */
export const heldIn = (text: string, secrets: readonly Spellings[]): readonly Spellings[] => {
  if (secrets.length === 0) return [];
  const stages = stagesOf(text);
  const writings = writingsOf(text);
  return secrets.filter(
    ({ needles, otherNeedles }) =>
      needles.some((needle) => stages.some((stage) => stage.includes(needle))) ||
      otherNeedles.some((needle) => writings.some((writing) => writing.includes(needle))),
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
