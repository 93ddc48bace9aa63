import { type Intent, intentOf } from "./synonyms.js";

/** A query as it is understood. */
type Query = {
  /** In lower case, in order, each once, without empty words. */
  readonly words: readonly string[];
  /** What the first verb wants done; undefined: the query says only what it is about. */
  readonly intent: Intent | undefined;
};

/** Characters and words of a query that are read; what comes after would cost time and tell nothing. */
const longestQuery = 4_000;
const mostWords = 300;

/** Verbs of two words, whose halves mean something else. */
const phrases: readonly (readonly [said: RegExp, meant: string])[] = [
  [/\bset(?:ting)? up\b/g, "create"],
  [/\bsign(?:ing)? up\b/g, "register"],
  [/\blook(?:ing)? (?:up|for)\b/g, "search"],
  [/\blook(?:ing)? at\b/g, "show"],
  // Else it says in what state something is.
  [/\bopen(?:ing)? (?=(?:an?|the|my|new|another)\b)/g, "create "],
  [/\b(?:turn|switch)(?:ing)? on\b/g, "enable"],
  [/\b(?:turn|switch)(?:ing)? off\b/g, "disable"],
  [/\b(?:shut down|hang up)\b/g, "end"],
  [/\bget rid of\b/g, "delete"],
];

/** Words that say nothing about what is wanted. */
const empty = new Set(
  (
    "a am an and another any are as at be been but by can could did do does each every for from had has have how if in " +
    "into is it its let like many much need of on onto or other our out please some than that the their them then there " +
    "these they this those to up us was we were what when where which will with would you your all"
  ).split(" "),
);

/** What follows the verb of a command: "star a …", "comment on …", "follow somebody". */
const objects = new Set(
  "a an the my our this that these on to somebody someone all every another".split(" "),
);

/** Persons in one word: anyone who asks is "me", and who asks "who" wants a user. */
const persons: ReadonlyMap<string, string> = new Map([
  ["i", "me"],
  ["my", "me"],
  ["mine", "me"],
  ["myself", "me"],
  ["who", "user"],
  ["whom", "user"],
  ["whose", "user"],
]);

/** Who asks wants to read. */
const questions = new Set(
  "am are do does did how is was were what when where which who whom whose why".split(" "),
);

const distinct = (words: readonly string[]): readonly string[] => [...new Set(words)];

/** `listCalls` and `list_calls` are two words. A query of empty words only keeps them. */
export const readQuery = (text: string): Query => {
  const spaced = text
    .slice(0, longestQuery)
    .replaceAll(/(?<=[\p{Ll}\d])(?=\p{Lu})/gu, " ")
    .toLowerCase();
  const plain = phrases.reduce((sum, [phrase, meant]) => sum.replaceAll(phrase, meant), spaced);
  const all = (plain.match(/[\p{L}\p{N}]+/gu) ?? []).slice(0, mostWords);
  const telling = all.filter((word) => !empty.has(word));
  const words = (telling.length > 0 ? telling : all).map((word) => persons.get(word) ?? word);
  return { words: distinct(words), intent: intentIn(all) };
};

/** The first verb that is known decides; else a question reads, and what looks like a command acts. */
const intentIn = (words: readonly string[]): Intent | undefined => {
  const [first = "", second = ""] = words;
  if (questions.has(first)) return "read";
  const verbIntent = words.map(intentOf).find((intent) => intent !== undefined);
  if (verbIntent !== undefined) return verbIntent;
  return !empty.has(first) && objects.has(second) ? "act" : undefined;
};
