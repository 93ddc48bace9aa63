/**
 * What search mode looks through, made when a server is planned: `search.json` next to the catalog. It holds the words
 * as the spec spells them; how words are compared is the ranking's business, so that a better ranking needs no new index.
 */
export type SearchIndex = {
  /** In the order of the catalog. */
  readonly tools: readonly IndexedTool[];
  readonly words: readonly IndexedWord[];
};

/** `calls` is method and path (`GET /pets/{id}`); empty for tools that are no HTTP operation. */
export type IndexedTool = readonly [name: string, calls: string];

/**
 * A word in lower case, then pairs of numbers: how many tools on from the last pair's (from the first tool for the first
 * pair), and how much the word weighs in that tool: 4 for its name and its title, less for other places, added up.
 */
export type IndexedWord = readonly [word: string, ...postings: number[]];
