import { invisible } from "@jackfield/contract";

/** Text of a spec made short and plain for a model to read. */

/** Markdown links and HTML lose their mark-up, blank runs become one blank. */
export const plain = (text: string): string =>
  text
    .replaceAll(/\r\n?/g, "\n")
    .replaceAll(invisible, "")
    .replaceAll(/<!--[\s\S]*?-->/g, " ")
    .replaceAll(/<\/?[a-zA-Z][^<>]*>/g, " ")
    .replaceAll(/!?\[([^[\]]*)\]\([^()\s]*(?:\s[^()]*)?\)/g, "$1")
    .replaceAll(/\*\*([^*\n]+)\*\*/g, "$1")
    .replaceAll(/\s+/g, " ")
    .trim();

/** At most `limit` characters, ended at a sentence or a word. */
export const shortened = (text: string, limit: number): string => {
  if (text.length <= limit) return text;
  const head = text.slice(0, limit - 1);
  const sentence = Math.max(head.lastIndexOf(". "), head.lastIndexOf("! "), head.lastIndexOf("? "));
  if (sentence >= limit / 2) return head.slice(0, sentence + 1);
  const word = head.lastIndexOf(" ");
  const cut = word >= limit / 2 ? head.slice(0, word) : head.replace(/[\uD800-\uDBFF]$/, "");
  return `${cut}…`;
};
