import { invisible } from "@jackfield/contract";

/** Spec text for a Markdown page: one line, without control and invisible characters, with every markup escaped. */
export const escapeMarkdown = (text: string): string =>
  text
    .replace(/[\s\u0085\u2028\u2029]+/gu, " ")
    .replace(invisible, "")
    .trim()
    .replace(/[\\`*_[\]<>#|~&$]/g, "\\$&");

/** The first sentence or line of a description, of at most 160 characters. */
export const firstLine = (text: string): string => {
  const line = text.trim().split(/\n\s*\n|\r|\u2028|\u2029|(?<=[.!?])\s+(?=\p{Lu})/u, 1)[0] ?? "";
  const characters = [...line.replace(/\s+/gu, " ")];
  return characters.length <= 160 ? characters.join("") : `${characters.slice(0, 159).join("").trimEnd()}…`;
};
