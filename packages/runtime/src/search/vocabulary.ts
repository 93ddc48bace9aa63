import { nearest, type SearchIndex } from "@jackfield/contract";
import { stem } from "./stem.js";
import { synonymsOf } from "./synonyms.js";

/** Tool → weight of a word in it. */
type Postings = ReadonlyMap<number, number>;

/** An index made ready for looking up: by stem instead of by word. */
export type Vocabulary = {
  readonly postings: ReadonlyMap<string, Postings>;
  /** How many words say what each tool is about, over those of the average tool. */
  readonly lengths: readonly number[];
};

/** A word of this weight stands in the name or title of its tool, or in several places: it says what the tool is about. */
const telling = 4;

export const readVocabulary = (index: SearchIndex): Vocabulary => {
  const postings = new Map<string, Map<number, number>>();
  const lengths = index.tools.map(() => 0);
  for (const [word, ...pairs] of index.words) {
    const key = stem(word);
    const known = postings.get(key) ?? new Map<number, number>();
    postings.set(key, known);
    let tool = 0;
    for (let at = 0; at + 1 < pairs.length; at += 2) {
      tool += pairs[at] ?? 0;
      const weight = pairs[at + 1] ?? 0;
      known.set(tool, (known.get(tool) ?? 0) + weight);
      if (weight >= telling) lengths[tool] = (lengths[tool] ?? 0) + 1;
    }
  }
  const average = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length);
  return { postings, lengths: lengths.map((length) => length / Math.max(1, average)) };
};

/** A stem of the index that may stand for a word of a query. */
type Alternative = { readonly stem: string; readonly worth: number; readonly rarity: number };

const worth = { itself: 1, begins: 0.7, misspelt: 0.6, synonym: 0.55 } as const;

/** Fewer letters than these begin too many words, or are one slip away from them. */
const shortest = { begins: 4, misspelt: 5 } as const;

/** What may stand for a word of a query, best first: the word, longer and shorter forms, synonyms, else the nearest spelling. */
export const alternativesOf = (word: string, { postings, lengths }: Vocabulary): readonly Alternative[] => {
  const own = stem(word);
  const scores = new Map<string, number>();
  const add = (key: string, value: number): void => {
    if (postings.has(key) && !scores.has(key)) scores.set(key, value);
  };
  const rarityOf = (tools: number): number => Math.log(1 + (lengths.length - tools + 0.5) / (tools + 0.5));
  add(own, worth.itself);
  const synonyms = synonymsOf(own);
  if (synonyms.length === 0 && own.length >= shortest.begins) {
    for (const key of postings.keys()) {
      if (key.length >= shortest.begins && (key.startsWith(own) || own.startsWith(key)))
        add(key, worth.begins);
    }
  }
  for (const other of synonyms) add(other, worth.synonym);
  if (scores.size === 0 && synonyms.length === 0 && own.length >= shortest.misspelt) {
    const close = nearest(own, postings.keys());
    if (close !== undefined) add(close, worth.misspelt);
  }
  // A synonym is no rarer than the word it stands for, else the odd one out among them would decide.
  const together = new Set([...scores.keys()].flatMap((key) => [...(postings.get(key)?.keys() ?? [])]));
  const ownRarity = rarityOf(postings.get(own)?.size ?? together.size);
  return [...scores].map(([key, value]) => ({
    stem: key,
    worth: value,
    rarity: Math.min(ownRarity, rarityOf(postings.get(key)?.size ?? 0)),
  }));
};

/** Beginnings that are as often joined to a word with a hyphen as without. */
const prefixes = new Set("co de dis multi non pre re sub un".split(" "));

/** A word that the index has in two halves: `rerun` where specs say `re-run`. */
export const knownParts = (word: string, { postings }: Vocabulary): readonly string[] => {
  if (postings.has(stem(word)) || synonymsOf(stem(word)).length > 0) return [word];
  for (let cut = 2; cut <= word.length - 3; cut += 1) {
    const [head, tail] = [word.slice(0, cut), word.slice(cut)];
    const apart = prefixes.has(head) || (head.length >= 4 && tail.length >= 4);
    if (apart && postings.has(stem(head)) && postings.has(stem(tail))) return [head, tail];
  }
  return [word];
};
