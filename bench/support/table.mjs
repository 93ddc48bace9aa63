// The rows of all benches, as one table and as data.

/**
 * @typedef {object} Figure
 * @property {number} value
 * @property {string} unit
 * @property {string} [what] What it is the figure of; needed on the right side.
 *
 * @typedef {object} Row
 * @property {string} [bench] Which bench it comes from.
 * @property {string} name
 * @property {Figure} measured
 * @property {Figure} [comparedWith]
 * @property {{ most: number, of: "measured" | "ratio", note?: string }} [budget] Without one the row only informs.
 */

/** @param {Row} row */
export const ratioOf = ({ measured, comparedWith }) =>
  comparedWith && comparedWith.unit === measured.unit ? measured.value / comparedWith.value : undefined;

/** @param {Row} row */
export const verdictOf = (row) => {
  if (!row.budget) return "";
  const figure = row.budget.of === "ratio" ? (ratioOf(row) ?? Number.NaN) : row.measured.value;
  return figure <= row.budget.most ? "fine" : "over";
};

const digits = (value) => (Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);

const number = (value) =>
  value.toLocaleString("en-US", { maximumFractionDigits: Number.isInteger(value) ? 0 : digits(value) });

const figureText = ({ value, unit, what }) => `${number(value)} ${unit}${what ? `, ${what}` : ""}`;

const budgetText = ({ budget, measured }) => {
  if (!budget) return "";
  const limit =
    budget.of === "ratio" ? `${number(budget.most)} ×` : `${number(budget.most)} ${measured.unit}`;
  return `≤ ${limit}${budget.note ? ` ${budget.note}` : ""}`;
};

const cells = (row) => {
  const ratio = ratioOf(row);
  return [
    row.name,
    figureText(row.measured),
    row.comparedWith ? figureText(row.comparedWith) : "",
    ratio === undefined ? "" : `${ratio.toFixed(2)} ×`,
    budgetText(row),
    verdictOf(row),
  ];
};

const titles = ["name", "measured", "compared with", "ratio", "budget", "verdict"];

/** @param {readonly Row[]} rows */
export function tableText(rows) {
  const lines = [titles, ...rows.map(cells)];
  const widths = titles.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const text = (line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column]))
      .join("  ")
      .trimEnd();
  const [head, ...body] = lines.map(text);
  return `${[head, widths.map((width) => "-".repeat(width)).join("  "), ...body].join("\n")}\n`;
}

/** @param {readonly Row[]} rows */
export const tableData = (rows) =>
  rows.map((row) => ({ ...row, ratio: ratioOf(row), verdict: verdictOf(row) || undefined }));
