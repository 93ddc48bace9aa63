import { concealing, escapedUnits } from "@jackfield/contract";

const esc = "\u001b";

/** Terminal sequences (ECMA-48): CSI with its parameters, OSC up to its end, and the two-character ones. */
const terminalSequences = new RegExp(
  `(?:${esc}\\[|\u009b)[0-?]*[ -/]*[@-~]|${esc}\\][^${esc}\u0007]*(?:\u0007|${esc}\\\\)|${esc}[ -/]*[0-Z\\\\^-~]`,
  "g",
);

/** Text for a model and a terminal: line ends are line feeds, nothing is hidden. */
export const cleanText = (text: string): string =>
  text.replace(/\r\n?/g, "\n").replace(terminalSequences, "").replace(concealing, "");

/** The same for JSON text, where such a character may be spelled as an escape, so that no data is lost. */
export const cleanJson = (json: string): string =>
  json.replace(concealing, (character) => (character === "\r" ? character : escapedUnits(character)));

/** The same on one line, cut to a number of characters. */
export const shortText = (text: string, most: number): string => {
  const line = cleanText(text.slice(0, most * 4))
    .replace(/\s+/g, " ")
    .trim();
  return line.length <= most ? line : `${line.slice(0, most - 1).replace(/[\ud800-\udbff]$/, "")}…`;
};
