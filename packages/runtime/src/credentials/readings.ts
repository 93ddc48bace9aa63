import { invisible } from "@jackfield/contract";
import { cleanText } from "../reply/clean.js";

/** Names of characters in HTML, each with what it stands for. */
export const named: Readonly<Record<string, string>> = {
  ...{ amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", sol: "/", bsol: "\\", plus: "+", equals: "=" },
  ...{ lowbar: "_", underbar: "_", hyphen: "-", dash: "-", period: ".", comma: ",", colon: ":", semi: ";" },
  ...{ num: "#", percnt: "%", ast: "*", midast: "*", commat: "@", excl: "!", quest: "?", dollar: "$" },
  ...{ lpar: "(", rpar: ")", lsqb: "[", lbrack: "[", rsqb: "]", rbrack: "]", lcub: "{", lbrace: "{" },
  ...{ rcub: "}", rbrace: "}", verbar: "|", vert: "|", grave: "`", hat: "^", nbsp: " " },
};

/** A pattern for backslashes before an escape: as many as JSON in JSON in JSON has before a quotation mark, and one more. */
export const slashes = "\\\\{1,16}";

const escapes = new RegExp(
  `${slashes}(?:u([\\da-f]{4})|u\\{0{0,4}([\\da-f]{1,6})\\}|x([\\da-f]{2})|([0-3][0-7]{2})|(?=[^\\\\]))|%(?:25){0,3}([\\da-f]{2})|` +
    `&(?:amp;){0,3}(?:#0{0,6}(\\d{1,7})|#x0{0,6}([\\da-f]{1,6})|(${Object.keys(named).join("|")}));`,
  "gi",
);

/**
 * The text as it is, and with its escapes undone once, twice and three times, in lower case; only for looking into it. Each
 * of them counts: what is undone may look like an escape again, and be a part of the secret.
 */
export const stagesOf = (text: string): readonly string[] => {
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
  // What a reader does not see may stand between any two characters.
  const seen = /[^\n\r\t -~]/.test(plain) ? cleanText(plain).replace(invisible, "") : plain;
  if (seen.length < plain.length) stages.push(seen.toLowerCase());
  return stages;
};

/** Tags, comments and the marks around character data: `key_<wbr>1`, `<a>key_<!-- -->1</a>`. */
const markup = /<!--[\s\S]{0,2000}?-->|<!\[cdata\[|\]\]>|<[^<>]*>/g;

const numbersIn = (text: string): string => `,${text.replace(/[^\d.]+/g, ",")},`;

/**
 * Other ways of writing the same, each by itself since ordinary text may look like it: quoted-printable, numbers of bytes
 * without what separates them or with their places, numbers with an exponent, lines of base64 that go on, text without markup.
 */
export const writingsOf = (text: string): readonly string[] => {
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
  if (/\d[\s,;]+\d/.test(plain)) writings.push(numbersIn(plain));
  if (/"0"\s?:\s?\d/.test(plain)) writings.push(numbersIn(plain.replace(/"\d{1,9}"\s{0,2}:/g, "")));
  if (/[\w+/-](?:\n|\r|\\[rn])/.test(plain)) writings.push(plain.replace(/\s+|\\[rn]/g, ""));
  if (/\d\.\d+e\+?\d/.test(plain))
    writings.push(plain.replace(/\b\d\.\d{1,20}e\+?\d{1,2}\b/g, (number) => String(Number(number))));
  if (plain.includes("<")) writings.push(plain.replace(markup, ""));
  return writings;
};
