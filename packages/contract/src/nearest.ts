/** Edits (insert, delete, replace, swap of neighbours) between two words, or `limit + 1` when there are more. */
const distance = (left: string, right: string, limit: number): number => {
  if (Math.abs(left.length - right.length) > limit) return limit + 1;
  let older: number[] = [];
  let old = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const now = [row];
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1];
      let best = Math.min(
        (old[column] ?? 0) + 1,
        (now[column - 1] ?? 0) + 1,
        (old[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      if (swapped) best = Math.min(best, (older[column - 2] ?? 0) + 1);
      now.push(best);
    }
    older = old;
    old = now;
  }
  return old[right.length] ?? 0;
};

/** The candidate that a misspelt name most likely meant, or undefined when none is close. The first of equals wins. */
export const nearest = (name: string, candidates: Iterable<string>): string | undefined => {
  const wanted = name.slice(0, 64).toLowerCase();
  let best: string | undefined;
  let limit = Math.max(1, Math.floor(wanted.length / 3));
  for (const candidate of candidates) {
    const edits = distance(wanted, candidate.toLowerCase(), limit);
    if (edits > limit) continue;
    best = candidate;
    limit = edits - 1;
    if (limit < 0) break;
  }
  return best;
};

/** ` (did you mean "x"?)` or nothing. */
export const suggestion = (name: string, known: Iterable<string>): string => {
  const match = nearest(name, known);
  return match === undefined ? "" : ` (did you mean "${match}"?)`;
};
