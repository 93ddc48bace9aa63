import { type CatalogRecord, invisible } from "@jackfield/contract";

/**
 * How much text of a spec a sentence of ours may hold: characters, and bytes for the areas together. A byte costs a
 * token at worst, so the listing stays small whatever the spec holds.
 */
const most = { areas: 500, area: 40, title: 80, sentence: 160 } as const;

const encoder = new TextEncoder();

/** Text of a spec as part of a sentence of ours: one line, nothing invisible, at most `limit` characters. */
export const shown = (text: string, limit: number = most.title): string => {
  // Only the beginning is looked at: a text may be of any length.
  const plain = text
    .slice(0, limit * 8)
    .replaceAll(invisible, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
  return plain.length <= limit ? plain : `${plain.slice(0, limit - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
};

export const firstSentence = (description: string): string => {
  const [sentence = ""] = description.slice(0, most.sentence * 8).split(/(?<=[.!?])\s/, 1);
  return shown(sentence, most.sentence);
};

/** ` (repos 203, issues 55, …)`: the tags with the most tools, so that a model knows what to ask for. Empty without tags. */
export const areas = (records: readonly CatalogRecord[]): string => {
  const counts = new Map<string, number>();
  for (const tag of records.flatMap(({ tags }) => tags)) {
    const area = shown(tag, most.area);
    if (area !== "") counts.set(area, (counts.get(area) ?? 0) + 1);
  }
  // By code unit where counts are equal: the same on every machine.
  const sorted = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const parts: string[] = [];
  let bytes = 0;
  for (const [area, count] of sorted) {
    const part = `${area} ${count}`;
    bytes += encoder.encode(part).length + 2;
    if (bytes > most.areas) break;
    parts.push(part);
  }
  if (parts.length === 0) return "";
  return ` (${parts.join(", ")}${parts.length < sorted.length ? ", …" : ""})`;
};
