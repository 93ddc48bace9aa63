import type { SearchIndex } from "@jackfield/contract";
import { byScore, findersOf, type Hit, liftFinders, type Ranked } from "./finders.js";
import { readQuery } from "./query.js";
import { methodFits } from "./synonyms.js";
import { alternativesOf, knownParts, readVocabulary, type Vocabulary } from "./vocabulary.js";

export type { Hit } from "./finders.js";

/** Best first. Only tools that `allowed` admits count. */
export type Ranker = (query: string, limit: number, allowed: (name: string) => boolean) => readonly Hit[];

/** BM25's two numbers: how soon more of the same word stops mattering, and how much tools with many words are held back. */
const saturation = 6;
const lengthShare = 0.7;

/** The best that each tool offers for one word. */
const wordScores = (word: string, vocabulary: Vocabulary): ReadonlyMap<number, number> => {
  const scores = new Map<number, number>();
  for (const { stem, worth, rarity } of alternativesOf(word, vocabulary)) {
    for (const [tool, weight] of vocabulary.postings.get(stem) ?? []) {
      const held = saturation * (1 - lengthShare + lengthShare * (vocabulary.lengths[tool] ?? 1));
      const score = (worth * rarity * weight) / (weight + held);
      if (score > (scores.get(tool) ?? 0)) scores.set(tool, score);
    }
  }
  return scores;
};

const queryScores = (words: readonly string[], vocabulary: Vocabulary): ReadonlyMap<number, number> => {
  const sums = new Map<number, number>();
  for (const word of words)
    for (const [tool, score] of wordScores(word, vocabulary)) sums.set(tool, (sums.get(tool) ?? 0) + score);
  return sums;
};

/** A name however it is joined: `issues/update` asks for `issues_update`. */
const bare = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");

/**
 * Ranks the tools of an index for a query in plain words: BM25 over weighted words, with word forms and synonyms, times
 * how well the method does what the verb wants; then what finds the ids that the best hits take. A tool's own name comes
 * first. Equal tools keep the order of the index.
 */
export const createRanker = (index: SearchIndex): Ranker => {
  const vocabulary = readVocabulary(index);
  const finders = findersOf(index);
  return (text, limit, allowed) => {
    const { words, intent } = readQuery(text);
    const known = words.flatMap((word) => knownParts(word, vocabulary));
    const named = bare(text);
    const ranked: Ranked[] = [...queryScores(known, vocabulary)].flatMap(([tool, sum]) => {
      const [name = "", calls = ""] = index.tools[tool] ?? [];
      if (!allowed(name)) return [];
      const method = calls.split(" ", 1)[0] ?? "";
      const score = bare(name) === named ? Number.POSITIVE_INFINITY : sum * methodFits(method, intent);
      return [{ hit: { name, calls }, score, tool }];
    });
    ranked.sort(byScore);
    return liftFinders(ranked, finders)
      .slice(0, limit)
      .map(({ hit }) => hit);
  };
};
