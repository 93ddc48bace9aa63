import { escapeMarkdown } from "../5-emit/index.js";
import { groups, headline } from "./text.js";
import type { Change, Comparison } from "./types.js";
import { sentence } from "./words.js";

/** A comment on GitHub takes 65,536 characters. */
const longest = 60_000;

/**
 * A comparison as a comment on a pull request: counts, a table of what breaks, the rest folded away. Nothing of a
 * description becomes markup, a mention, a reference or a link.
 */
export const comparisonMarkdown = (comparison: Comparison): string => {
  const { changes } = comparison;
  const breaking = changes.filter((change) => change.breaking);
  const others = changes.filter((change) => !change.breaking);
  const parts = [
    "## Tool surface",
    "",
    changes.length === 0 ? "Nothing changed for callers." : `**${safe(headline(comparison))}**`,
    "",
    ...(breaking.length === 0 ? [] : ["| breaking change | why |", "|---|---|", ...breaking.map(row), ""]),
  ];
  const details = others.length === 0 ? [] : otherLines(others);
  return cutAt([...parts, ...details]);
};

const row = (change: Change): string => `| ${safe(sentence(change))} | ${safe(change.reason)} |`;

const otherLines = (others: readonly Change[]): readonly string[] => [
  `<details><summary>${others.length} that ${others.length === 1 ? "breaks" : "break"} nothing</summary>`,
  "",
  ...groups(others).flatMap(([heading, group]) => [
    `**${safe(heading)}**`,
    "",
    ...group.map((change) => `- ${safe(sentence(change))}. ${safe(change.reason)}`),
    "",
  ]),
  "</details>",
];

/**
 * Besides markup: `@name`, `#1`, `GH-1` and bare addresses mean something on GitHub. An entity is shown as its character
 * and means nothing; what follows a zero-width space would look the same, but be copied with it.
 */
const safe = (text: string): string =>
  escapeMarkdown(text)
    .replaceAll("@", "&#64;")
    .replaceAll("\\#", "&#35;")
    .replaceAll(/\bGH-(?=\d)/gi, "GH&#45;")
    .replaceAll("://", "&#58;//")
    .replaceAll(/\bwww\./gi, (www) => www.replace(".", "&#46;"));

const cutAt = (lines: readonly string[]): string => {
  let text = "";
  for (const line of lines) {
    if (text.length + line.length > longest) {
      const open = text.includes("<details>") ? "\n</details>\n" : "";
      return `${text}\n… and more: \`jackfield diff\` shows all.\n${open}`;
    }
    text += `${line}\n`;
  }
  return text;
};
