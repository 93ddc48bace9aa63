import { escapeMarkdown } from "../5-emit/index.js";
import { groups, headline } from "./text.js";
import type { Comparison, SurfaceChange } from "./types.js";
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

const row = (change: SurfaceChange): string => `| ${safe(sentence(change))} | ${safe(change.reason)} |`;

const otherLines = (others: readonly SurfaceChange[]): readonly string[] => [
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
 * Besides markup: `@name`, `#1`, `GH-1`, `:name:` and bare addresses mean something on GitHub. It looks for them in the
 * text that Markdown gives, where an entity is its character again and a backslash is gone, but not across a comment.
 * What follows a zero-width space would mean nothing too, but be copied with it.
 */
const apart = "<!-- -->";

const safe = (text: string): string =>
  escapeMarkdown(text)
    .replaceAll(/@|#|\bGH-(?=\d)|:(?=\/\/|[\w+\\-]+:)|\bwww(?=\.)/gi, (found) => `${found}${apart}`)
    .replaceAll(/\b(mailto|xmpp):/gi, `$1:${apart}`);

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
