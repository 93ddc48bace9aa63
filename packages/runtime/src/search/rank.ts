import type { SearchIndex } from "@jackfield/contract";
import { readQuery } from "./query.js";
import { methodFits } from "./synonyms.js";
import { alternativesOf, knownParts, readVocabulary, type Vocabulary } from "./vocabulary.js";

export type Hit = {
  readonly name: string;
  /** Method and path; empty for tools that are no HTTP operation. */
  readonly calls: string;
};

/** Best first. Only tools that `allowed` admits count. */
export type Ranker = (query: string, limit: number, allowed: (name: string) => boolean) => readonly Hit[];

/** BM25's two numbers: how soon more of the same word stops mattering, and how much tools with many words are held back. */
const saturation = 6;
const lengthShare = 0.7;

type Score = {
  readonly sum: number;
  /** Of what the query asks for, the share that the tool has at all. */
  readonly share: number;
};

/** The best that each tool offers for one word, and what a perfect match would be worth. */
const wordScores = (
  word: string,
  vocabulary: Vocabulary,
): { readonly scores: ReadonlyMap<number, number>; readonly most: number } => {
  const scores = new Map<number, number>();
  let most = 0;
  for (const { stem, worth, rarity } of alternativesOf(word, vocabulary)) {
    most = Math.max(most, worth * rarity);
    for (const [tool, weight] of vocabulary.postings.get(stem) ?? []) {
      const held = saturation * (1 - lengthShare + lengthShare * (vocabulary.lengths[tool] ?? 1));
      const score = (worth * rarity * weight) / (weight + held);
      if (score > (scores.get(tool) ?? 0)) scores.set(tool, score);
    }
  }
  return { scores, most };
};

const queryScores = (words: readonly string[], vocabulary: Vocabulary): ReadonlyMap<number, Score> => {
  const all = words.map((word) => wordScores(word, vocabulary));
  const possible = all.reduce((sum, { most }) => sum + most, 0);
  const found = new Map<number, Score>();
  for (const { scores, most } of all) {
    for (const [tool, score] of scores) {
      const { sum, share } = found.get(tool) ?? { sum: 0, share: 0 };
      found.set(tool, { sum: sum + score, share: share + most / possible });
    }
  }
  return found;
};

/** A name however it is joined: `issues/update` asks for `issues_update`. */
const bare = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");

/**
 * Ranks the tools of an index for a query in plain words: BM25 over weighted words, with word forms and synonyms, times
 * the share of the query that was found, times how well the method does what the verb wants. A tool's own name comes
 * first. Equal tools keep the order of the index.
 */
export const createRanker = (index: SearchIndex): Ranker => {
  const vocabulary = readVocabulary(index);
  return (text, limit, allowed) => {
    const { words, intent } = readQuery(text);
    const known = words.flatMap((word) => knownParts(word, vocabulary));
    const named = bare(text);
    const ranked = [...queryScores(known, vocabulary)].flatMap(([tool, { sum, share }]) => {
      const [name = "", calls = ""] = index.tools[tool] ?? [];
      if (!allowed(name)) return [];
      const method = calls.split(" ", 1)[0] ?? "";
      const score =
        bare(name) === named ? Number.POSITIVE_INFINITY : sum * share * methodFits(method, intent);
      return [{ hit: { name, calls }, score, tool }];
    });
    ranked.sort((a, b) => (a.score === b.score ? a.tool - b.tool : b.score - a.score));
    return ranked.slice(0, limit).map(({ hit }) => hit);
  };
};
