type Ending = readonly [ending: RegExp, stays: number, instead: string];

/** Endings of English words, and how many letters must stay for them to be one. The first of a list that fits is taken off. */
const plurals: readonly Ending[] = [
  [/ies$/, 2, "y"], // repositories, repository
  [/(?<=ss|x|ch|sh)es$/, 2, ""], // branches, branch
  [/(?<![su])s$/, 2, ""], // issues, issue; not status, address
];
const suffixes: readonly Ending[] = [
  [/ation$/, 4, ""], // invitation, invite
  [/(?<=[ts])ion$/, 4, ""], // protection, protect
  [/ied$/, 2, "y"], // verified, verify
  [/ing$/, 3, ""], // listing, list
  [/ed$/, 3, ""], // starred, star
  [/(?:er|or)$/, 6, ""], // reviewer, review; not order, server
];

const without = (word: string, endings: readonly Ending[]): string => {
  for (const [ending, stays, instead] of endings) {
    const rest = word.replace(ending, "");
    if (rest !== word && rest.length >= stays) return rest + instead;
  }
  return word;
};

/**
 * What is left of an English word when its ending is taken off, so that `closing`, `closed` and `close` are one. Not a
 * dictionary: two words that come out alike count as one, and a word with an ending that is not known stays as it is.
 */
export const stem = (word: string): string =>
  without(without(word, plurals), suffixes)
    .replace(/([bdgklmnprt])\1$/, "$1") // stopped, stop
    .replace(/(?<=..)e$/, "");
