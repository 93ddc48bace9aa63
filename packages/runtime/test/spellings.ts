const unit = (text: string): string =>
  [...text].map((one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`).join("");
const each = (text: string, spelled: (code: number) => string): string =>
  [...text].map((one) => spelled(one.charCodeAt(0))).join("");

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
        .replace(/\\+u([\da-f]{4})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
        .replace(/\\+/g, "")
        .replace(/%([\da-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
        .replace(/&#x([\da-f]+);/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
        .replace(/&#(\d+);/g, (_, digits) => String.fromCharCode(Number(digits))),
    text,
  );
