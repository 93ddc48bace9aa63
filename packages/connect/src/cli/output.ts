import { printable } from "../redact.js";

/** For people: standard error. Standard output holds data only. */
export const say = (text: string): void => void process.stderr.write(`${printable(text)}\n`);

/** Data, as lines of text. */
export const print = (text: string): void => void process.stdout.write(`${printable(text)}\n`);

/** What JSON leaves as it is although a terminal may obey it. */
const obeyed = /[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;

/** Data, as one JSON document. */
export const printJson = (value: unknown): void => {
  const text = JSON.stringify(value, null, 2);
  const safe = text.replaceAll(obeyed, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
  process.stdout.write(`${safe}\n`);
};

/** Rows as aligned columns. */
export const printRows = (rows: readonly (readonly string[])[]): void => {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  for (const row of rows)
    print(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    );
};
