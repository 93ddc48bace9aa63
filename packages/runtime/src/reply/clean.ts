const esc = "\u001b";

/** Terminal sequences (ECMA-48): CSI with its parameters, OSC up to its end, and the two-character ones. */
const terminalSequences = new RegExp(
  `(?:${esc}\\[|\u009b)[0-?]*[ -/]*[@-~]|${esc}\\][^${esc}\u0007]*(?:\u0007|${esc}\\\\)|${esc}[ -/]*[0-Z\\\\^-~]`,
  "g",
);

/** Control characters but for line feed and tab, and invisible ones that reorder or hide text; joiners stay. */
const unseen = /[\p{Cc}\u200b\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]/gu;

/** Text for a model and a terminal: line ends are line feeds, nothing is hidden. */
export const cleanText = (text: string): string =>
  text
    .replace(/\r\n?/g, "\n")
    .replace(terminalSequences, "")
    .replace(unseen, (found) => (found === "\n" || found === "\t" ? found : ""));

/** The same for JSON text, where such a character may be spelt as an escape, so that no data is lost. */
export const cleanJson = (json: string): string =>
  json.replace(unseen, (found) => ("\n\r\t".includes(found) ? found : escapeUnits(found)));

const escapeUnits = (text: string): string =>
  Array.from(
    { length: text.length },
    (_, at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, "0")}`,
  ).join("");

/** The same on one line, cut to a number of characters. */
export const shortText = (text: string, most: number): string => {
  const line = cleanText(text.slice(0, most * 4))
    .replace(/\s+/g, " ")
    .trim();
  return line.length <= most ? line : `${line.slice(0, most - 1).replace(/[\ud800-\udbff]$/, "")}…`;
};
