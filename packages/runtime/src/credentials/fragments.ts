import { isJwt, isRandom } from "./secret-parts.js";

/** A secret that comes back in part: cut short, or in up to three fields, lines or items. */
export type Fragments = {
  /** Whether a text, in lower case, may hold the longest of the pieces that give the secret away; quick. */
  suspects(text: string): boolean;
  /** Notes in `seen` which samples of the secret a text holds, in lower case as well. */
  note(text: string, seen: Set<number>): void;
  /** Whether what was seen gives the secret away. */
  givesAway(seen: ReadonlySet<number>): boolean;
  /** Every piece of the secret that is no shorter than a sample, in any case of letters. */
  pattern(): RegExp;
};

/** Characters of a sample. */
const width = 6;

/** Shorter secrets have parts that are words. */
const shortest = 16;

/** Samples of a secret at most; of a longer one not every position has its own. */
const mostSamples = 64;

/** Pieces into which a secret may be cut; more of them, and shorter ones, are met by chance. */
const mostRuns = 3;

/** Characters of the longest run: shorter ones are met by chance in long dumps of digits and letters. */
const shortestRun = 8;

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");

type Run = { readonly start: number; readonly end: number };

/**
 * Up to three runs of characters, of six each at the least, that are three quarters of a secret together: what is left could
 * be guessed, or is next to them in another spelling. Not counted are runs of words only, secrets of digits, any six
 * of which are met in long lists of numbers, and tokens whose parts are secrets by themselves.
 */
export const fragmentsOf = (secret: string): Fragments | undefined => {
  const { length } = secret;
  if (length < shortest || /^\d+$/.test(secret) || isJwt(secret)) return undefined;
  const step = Math.max(1, Math.ceil((length - width) / mostSamples));
  const lower = secret.toLowerCase();
  // What changes its length in lower case has no positions to speak of.
  if (lower.length !== length) return undefined;
  const starts = Array.from({ length: Math.floor((length - width) / step) + 1 }, (_, at) => at * step);
  const samples = starts.map((start) => lower.slice(start, start + width));
  // The longest of three runs has a quarter of the secret or more, and so one of these in it.
  const apart = Math.max(shortestRun, Math.ceil(length / 4)) - width + 1;
  const telling = Array.from({ length: Math.floor((length - width) / apart) + 1 }, (_, at) =>
    lower.slice(at * apart, at * apart + width),
  );
  let every: RegExp | undefined;
  return {
    suspects: (text) => telling.some((sample) => text.includes(sample)),
    note(text, seen) {
      for (const [at, sample] of samples.entries()) if (!seen.has(at) && text.includes(sample)) seen.add(at);
    },
    givesAway(seen) {
      const runs = runsOf(starts, seen)
        .sort((a, b) => b.end - b.start - (a.end - a.start))
        .slice(0, mostRuns);
      const [longest] = runs;
      if (longest === undefined || longest.end - longest.start < shortestRun) return false;
      const covered = runs.reduce((sum, { start, end }) => sum + end - start, 0);
      return 4 * covered >= 3 * length && runs.some(({ start, end }) => isRandom(secret.slice(start, end)));
    },
    pattern() {
      const pieces = Array.from({ length: length - width + 1 }, (_, at) => lower.slice(at, at + width));
      // Pieces overlap, so each is looked for at every place.
      every ??= new RegExp(`(?=(?:${[...new Set(pieces)].map(literal).join("|")}))`, "gi");
      return every;
    },
  };
};

const runsOf = (starts: readonly number[], seen: ReadonlySet<number>): Run[] => {
  const runs: Run[] = [];
  let open: Run | undefined;
  for (const [at, start] of starts.entries()) {
    if (!seen.has(at)) {
      open = undefined;
      continue;
    }
    if (open !== undefined) runs.pop();
    open = { start: open?.start ?? start, end: start + width };
    runs.push(open);
  }
  return runs;
};

export const pieceWidth = width;
