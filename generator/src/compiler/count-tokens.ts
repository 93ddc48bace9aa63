import { createRequire } from "node:module";

/** Counts o200k tokens. The vocabulary takes a quarter of a second to load, so only those who count load it. */
export const tokenCounter = (): ((text: string) => number) => {
  const { countTokens } = loadVocabulary();
  // Text that looks like a control token is plain text here.
  const options = { disallowedSpecial: new Set<string>() };
  return (text) => piecesOf(text).reduce((sum, piece) => sum + countTokens(piece, options), 0);
};

export const loadVocabulary = (): typeof import("gpt-tokenizer/encoding/o200k_base") =>
  createRequire(import.meta.url)("gpt-tokenizer/encoding/o200k_base");

/** The encoding looks at each run of letters, of signs or of spaces by itself, which takes the square of its length. */
const runs = /\p{L}+|[^\s\p{L}\p{N}]+|\s+/gu;
const longest = { text: 4_000, run: 1_000 } as const;

/** A text as it is, but with runs that nobody writes cut, so that counting takes no longer than it has to. */
const piecesOf = (text: string): readonly string[] => {
  if (text.length <= longest.text) return [text];
  const pieces: string[] = [];
  let start = 0;
  for (const { 0: run, index } of text.matchAll(runs)) {
    for (let at = longest.run; at < run.length; at += longest.run) {
      pieces.push(text.slice(start, index + at));
      start = index + at;
    }
  }
  return [...pieces, text.slice(start)];
};
