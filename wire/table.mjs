const columns = [
  ["spec", "spec"],
  ["openapi", "oas"],
  ["operations", "ops"],
  ["tools", "tools"],
  ["reached", "reached"],
  ["required", "required-only"],
  ["full", "full"],
  ["replies", "replies"],
  ["seconds", "seconds"],
];

const share = (count, of) => (of === 0 ? 100 : (100 * count) / of);
const percent = (count, of) => `${count} ${share(count, of).toFixed(1)} %`;

/** In addition to what is right: how many of the others are the fault of the spec. */
const explainedOf = ({ explained }, key) => (explained[key] > 0 ? ` (+${explained[key]})` : "");

const cells = (row) =>
  columns.map(([key]) =>
    ["reached", "required", "full", "replies"].includes(key)
      ? percent(row[key], row.operations) + explainedOf(row, key)
      : String(row[key]),
  );

/** All rows as one. */
/** @returns {any} */
export const totalOf = (rows) => {
  const explained = (round) => rows.reduce((all, row) => all + row.explained[round], 0);
  const sum = (key) => rows.reduce((all, row) => all + row[key], 0);
  const counts = ["operations", "tools", "reached", "required", "full", "replies", "partial", "seconds"];
  return {
    spec: "total",
    openapi: "",
    explained: { required: explained("required"), full: explained("full") },
    ...Object.fromEntries(counts.map((key) => [key, Math.round(sum(key) * 10) / 10])),
  };
};

export const tableOf = (rows) => {
  const lines = [
    columns.map(([, title]) => title),
    ...[...rows, ...(rows.length > 1 ? [totalOf(rows)] : [])].map(cells),
  ];
  const widths = columns.map((_, at) => Math.max(...lines.map((line) => line[at].length)));
  return lines
    .map((line) =>
      line
        .map((cell, at) => (at === 0 ? cell.padEnd(widths[at]) : cell.padStart(widths[at])))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
};

/** The rounds that came out below what was asked for, faults of specs left aside. */
export const missed = (total, { minRequired, minFull }) => [
  ...(share(total.required + total.explained.required, total.operations) < minRequired
    ? [`required-only is below ${minRequired} %`]
    : []),
  ...(share(total.full + total.explained.full, total.operations) < minFull
    ? [`full is below ${minFull} %`]
    : []),
];
