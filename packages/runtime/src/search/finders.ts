import type { SearchIndex } from "@jackfield/contract";
import { stem } from "./stem.js";

export type Hit = {
  readonly name: string;
  /** Method and path; empty for tools that are not an HTTP operation. */
  readonly calls: string;
};

/** A hit with its place in the index. */
export type Ranked = { readonly hit: Hit; readonly tool: number; readonly score: number };

export const byScore = (a: Ranked, b: Ranked): number =>
  a.score === b.score ? a.tool - b.tool : b.score - a.score;

/** Noun → the tool that finds things of that kind. */
type Finders = ReadonlyMap<string, number>;

const searches = new Set(["search", "find", "query"].map(stem));

/**
 * The operations that give the ids which others need: for `movie`, `GET /search/movie` before `GET /movies`. Read off the
 * paths, since that is where APIs of every style say it.
 */
export const findersOf = ({ tools }: SearchIndex): Finders => {
  const lists = new Map<string, number>();
  const finders = new Map<string, number>();
  tools.forEach(([, calls], tool) => {
    const [method = "", path = ""] = calls.split(" ", 2);
    if (method !== "GET" || path.includes("{")) return;
    const words = (path.match(/\p{L}+/gu) ?? []).map((word) => stem(word.toLowerCase()));
    const target = words.some((word) => searches.has(word)) ? finders : lists;
    for (const word of target === finders ? words : words.slice(-1))
      if (!target.has(word)) target.set(word, tool);
  });
  return new Map([...lists, ...finders]);
};

/** How many of the best hits bring their finders along, and what share of such a hit's score a finder gets. */
const lifting = 3;
const inherited = 0.8;
const own = 0.3;

/** The noun of the first id in a path: `movie` in `/movie/{movie_id}/credits`. */
const nounOf = (calls: string): string | undefined => {
  const [, noun] = /(\p{L}+)[^\p{L}{}]*\/\{/u.exec(calls) ?? [];
  return noun === undefined ? undefined : stem(noun.toLowerCase());
};

/**
 * A hit that takes an id is of little use without the operation that finds the id, which the query hardly ever names:
 * "who played in Heat" means the credits of a movie, and first a search for it. `ranked` is best first, and so is the
 * result.
 */
export const liftFinders = (ranked: readonly Ranked[], finders: Finders): readonly Ranked[] => {
  const scores = new Map(ranked.map(({ tool, score }) => [tool, score]));
  for (const { hit, score } of ranked.slice(0, lifting)) {
    const noun = nounOf(hit.calls);
    const tool = noun === undefined ? undefined : finders.get(noun);
    const before = tool === undefined ? undefined : scores.get(tool);
    if (tool === undefined || before === undefined || !Number.isFinite(score)) continue;
    scores.set(tool, Math.max(before, score * inherited + before * own));
  }
  return ranked.map((one) => ({ ...one, score: scores.get(one.tool) ?? one.score })).sort(byScore);
};
