import { escapeMarkdown } from "../5-emit/index.js";
import { visible } from "../report/index.js";
import type { Comparison, SurfaceChange } from "./types.js";
import { clause, sentence, toolsOf } from "./words.js";

/**
 * A comparison for people: the breaking changes, each marked with `!` and its reason, then the others, by tool. Text of
 * specs cannot steer the terminal.
 */
export const comparisonText = (comparison: Comparison): string => {
  const { changes } = comparison;
  if (changes.length === 0) return "Nothing changed for callers.\n";
  const breaking = changes.filter((change) => change.breaking);
  const lines = [
    comparisonHeadline(comparison),
    ...breaking.flatMap((change) => [`! ${sentence(change)}`, `    ${change.reason}`]),
    ...groups(changes.filter((change) => !change.breaking)).flatMap(([heading, group]) => [
      "",
      heading,
      ...group.map((change) => `  ${heading === several ? sentence(change) : clause(change)}`),
    ]),
  ];
  return `${lines.map(visible).join("\n")}\n`;
};

/** `1 breaking change, 3 others; tools 56; tokens 16349 → 16352`. */
export const comparisonHeadline = ({ totals }: Comparison): string => {
  const { breaking, other, tools, tokens } = totals;
  const step = ({ from, to }: { readonly from: number; readonly to: number }): string =>
    from === to ? `${to}` : `${from} → ${to}`;
  return `${counted(breaking, other)}; tools ${step(tools)}; tokens ${step(tokens)}`;
};

/** `1 breaking change, 3 others`. */
export const counted = (breaking: number, other: number): string =>
  `${breaking === 0 ? "nothing breaking" : breaking === 1 ? "1 breaking change" : `${breaking} breaking changes`}, ${
    other === 1 ? "1 other" : `${other} others`
  }`;

const several = "Several tools";

/** In the order of names; what concerns the server or several tools comes first. */
const groups = (
  changes: readonly SurfaceChange[],
): readonly (readonly [string, readonly SurfaceChange[]])[] => {
  const groups = new Map<string, SurfaceChange[]>();
  for (const change of changes) {
    const tools = toolsOf(change);
    const heading = tools.length > 1 ? several : (tools[0] ?? "The server");
    const group = groups.get(heading);
    if (group) group.push(change);
    else groups.set(heading, [change]);
  }
  const rank = (heading: string): number => (heading === "The server" ? 0 : heading === several ? 1 : 2);
  return [...groups].sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1));
};

/** A comment on GitHub takes 65,536 characters. */
const longest = 60_000;

/**
 * A comparison as a comment on a pull request: counts, a table of what breaks, the rest folded away. Nothing of a
 * spec becomes markup, a mention, a reference or a link.
 */
export const comparisonMarkdown = (comparison: Comparison): string => {
  const { changes } = comparison;
  const breaking = changes.filter((change) => change.breaking);
  const others = changes.filter((change) => !change.breaking);
  const parts = [
    "## Tool surface",
    "",
    changes.length === 0 ? "Nothing changed for callers." : `**${safe(comparisonHeadline(comparison))}**`,
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
 * Apart from markup, `@name`, `#1`, `GH-1`, `:name:` and bare addresses mean something on GitHub. It looks for them in the
 * text that Markdown gives, where an entity is its character again and a backslash is gone, but not across a comment.
 * What follows a zero-width space would mean nothing too, but be copied with it.
 */
const apart = "<!-- -->";

const safe = (text: string): string =>
  escapeMarkdown(text)
    .replaceAll(/@|#|\bGH-(?=\d)|:(?=\/\/|[\w+\\-]+:)|\bwww(?=\.)/gi, (match) => `${match}${apart}`)
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
