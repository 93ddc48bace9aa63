// Rows that are compared with several others, as bars: one panel a name, one bar a side.

const width = 780;
const bar = 18;
const gap = 6;
const labels = 270;
const room = width - labels - 110;

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
const number = (value) => value.toLocaleString("en-US", { maximumFractionDigits: value < 10 ? 2 : 0 });

/** @param {readonly import("./table.mjs").Row[]} rows */
const panelsOf = (rows) => {
  const panels = new Map();
  for (const { name, measured, comparedWith } of rows) {
    if (comparedWith === undefined) continue;
    const sides = panels.get(name) ?? [{ ...measured, own: true }];
    panels.set(name, [...sides, comparedWith]);
  }
  return [...panels];
};

const barOf = ({ what, value, unit, own }, most, y) => {
  const long = Math.max(1, (value / most) * room);
  const middle = y + bar / 2 + 4;
  return `<text x="${labels - 8}" y="${middle}" text-anchor="end"${own ? ' class="own"' : ""}>${escaped(what)}</text>
<rect x="${labels}" y="${y}" width="${long.toFixed(1)}" height="${bar}" rx="2"${own ? ' class="own"' : ""}/>
<text x="${labels + long + 6}" y="${middle}">${number(value)} ${escaped(unit)}</text>`;
};

/**
 * @param {readonly import("./table.mjs").Row[]} rows
 * @param {string} caption
 * @returns {string} SVG.
 */
export function chart(rows, caption) {
  let y = 16;
  const parts = panelsOf(rows).map(([name, sides]) => {
    const most = Math.max(...sides.map(({ value }) => value));
    y += 26;
    const title = `<text x="0" y="${y - 8}" class="title">${escaped(name)}</text>`;
    const bars = sides.map((side) => {
      const text = barOf(side, most, y);
      y += bar + gap;
      return text;
    });
    return [title, ...bars].join("\n");
  });
  const height = y + 24;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>${escaped(caption)}</title>
<style>
text { font: 13px system-ui, sans-serif; fill: #24292f; }
.title, .own { font-weight: 600; }
rect { fill: #afb8c1; }
rect.own { fill: #0969da; }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3; } rect { fill: #484f58; } rect.own { fill: #58a6ff; } }
</style>
${parts.join("\n")}
<text x="0" y="${height - 6}">${escaped(caption)}</text>
</svg>
`;
}
