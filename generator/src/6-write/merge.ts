import type { OutputFile } from "../5-emit/types.js";

/** The fields of a JSON file that follow the server even when its owner has edited the rest. */
const followed: Readonly<Record<string, readonly string[]>> = { "manifest.json": ["version", "tools"] };

/** The parts of a Markdown page that are ours: `<!-- jackfield:tools -->` … `<!-- /jackfield:tools -->`. */
const marked = /<!-- jackfield:([a-z]+) -->[\s\S]*?<!-- \/jackfield:\1 -->/g;

/** An owner's text with the parts that are ours as they are now; where nothing is ours, the same text. */
export const mergeInto = (present: string, { path, text }: OutputFile): string => {
  if (path.endsWith(".md")) {
    const parts = new Map([...text.matchAll(marked)].map(([whole, name]) => [name, whole]));
    return present.replace(marked, (whole: string, name: string) => parts.get(name) ?? whole);
  }
  const fields = followed[path];
  const [theirs, ours] = [objectIn(present), objectIn(text)];
  if (fields === undefined || theirs === undefined || ours === undefined) return present;
  const changed = fields.filter(
    (field) => field in theirs && JSON.stringify(theirs[field]) !== JSON.stringify(ours[field]),
  );
  if (changed.length === 0) return present;
  const values = Object.fromEntries(changed.map((field) => [field, ours[field]]));
  return `${JSON.stringify({ ...theirs, ...values }, null, 2)}\n`;
};

const objectIn = (text: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
};
