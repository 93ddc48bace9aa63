const unit = (text: string): string =>
  [...text].map((one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`).join("");
const each = (text: string, spelled: (code: number) => string): string =>
  [...text].map((one) => spelled(one.charCodeAt(0))).join("");

const pairs = (text: string): readonly string[] => Buffer.from(text).toString("hex").match(/../g) ?? [];

/** What APIs make of a secret that they give back. */
export const spellings: Readonly<Record<string, (text: string) => string>> = {
  plain: (text) => text,
  "upper case": (text) => text.toUpperCase(),
  "escaped slash": (text) => text.replaceAll("/", "\\/"),
  "JSON units": unit,
  "some JSON units": (text) => text.replaceAll("+", "\\u002B").replaceAll("/", "\\u002f"),
  percent: encodeURIComponent,
  "lower percent": (text) => encodeURIComponent(text).replace(/%../g, (hit) => hit.toLowerCase()),
  "percent twice": (text) => encodeURIComponent(encodeURIComponent(text)),
  "path percent": (text) => text.replaceAll("+", "%2b"),
  "HTML numbers": (text) => each(text, (code) => `&#${code};`),
  "HTML hexadecimal": (text) => each(text, (code) => `&#x${code.toString(16)};`),
  "HTML names": (text) => text.replaceAll("/", "&sol;").replaceAll("+", "&plus;").replaceAll("_", "&lowbar;"),
  "JSON code points": (text) => each(text, (code) => `\\u{${code.toString(16)}}`),
  octal: (text) => each(text, (code) => `\\${code.toString(8).padStart(3, "0")}`),
  "quoted-printable": (text) => each(text, (code) => `=${code.toString(16).padStart(2, "0").toUpperCase()}`),
  "quoted-printable over lines": (text) => `${text.slice(0, 9)}=\r\n${text.slice(9)}`,
  "hexadecimal with colons": (text) => pairs(text).join(":"),
  "hexadecimal with 0x": (text) =>
    pairs(text)
      .map((pair) => `0x${pair}`)
      .join(", "),
  "numbers of bytes": (text) => `[${[...Buffer.from(text)].join(", ")}]`,
  "base64 over lines": (text) => Buffer.from(`Bearer ${text}`).toString("base64").replace(/.{10}/g, "$&\n"),
  "base64 for URLs": (text) => Buffer.from(`xy${text}`).toString("base64url"),
  hexadecimal: (text) => Buffer.from(text).toString("hex"),
  base64: (text) => Buffer.from(text).toString("base64"),
  "base64 of a pair": (text) => Buffer.from(`x:${text}`).toString("base64"),
  "base64 of a header": (text) => Buffer.from(`Bearer ${text}`).toString("base64"),
};

/** Undoes every escape, so that a part of a secret shows however it is spelled. */
export const undone = (text: string): string =>
  [1, 2, 3].reduce(
    (plain) =>
      plain
        .replace(/\\+u\{([\da-f]+)\}/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
        .replace(/\\+([0-3][0-7]{2})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8)))
        .replace(/\\+u([\da-f]{4})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
        .replace(/\\+/g, "")
        .replace(/%([\da-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
        .replace(
          /&(sol|plus|lowbar);/g,
          (_, name) => ({ sol: "/", plus: "+", lowbar: "_" })[String(name)] ?? "",
        )
        .replace(/&#x([\da-f]+);/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
        .replace(/&#(\d+);/g, (_, digits) => String.fromCharCode(Number(digits))),
    text,
  );

/** A text in other writings: without soft breaks, without what separates numbers, numbers as characters, without lines. */
export const rewritten = (text: string): readonly string[] => {
  const plain = text.replaceAll("\\r", "\r").replaceAll("\\n", "\n");
  return [
    plain
      .replace(/=\r?\n/g, "")
      .replace(/=([\da-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
    plain.replace(/0x/g, "").replace(/([\da-f]{2})[\s,:;-]+(?=[\da-f]{2})/gi, "$1"),
    plain.replace(/(\d{2,3})(?:,\s*|(?=\]))/g, (_, digits) => String.fromCharCode(Number(digits))),
    plain.replace(/\s+/g, ""),
  ];
};
