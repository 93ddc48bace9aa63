const distance = (a: string, b: string): number => {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const substitution = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min((previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, substitution));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
};

/** The known name that a mistyped one most likely means; undefined when nothing is close. Upper and lower case count as equal. */
export const nearest = (name: string, known: Iterable<string>): string | undefined => {
  const wanted = name.slice(0, 64).toLowerCase();
  let best: string | undefined;
  let least = Math.max(2, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of known) {
    // The length difference is a lower bound of the distance: most of a large catalogue costs nothing.
    if (Math.abs(candidate.length - wanted.length) >= least) continue;
    const cost = distance(wanted, candidate.toLowerCase());
    if (cost < least) [best, least] = [candidate, cost];
  }
  return best;
};

/** ` (did you mean "x"?)` or nothing. */
export const suggestion = (name: string, known: Iterable<string>): string => {
  const match = nearest(name, known);
  return match === undefined ? "" : ` (did you mean "${match}"?)`;
};
