// Figures out of noise: medians, and runs that alternate, so that a busy minute of the machine hits both sides.

/** @param {readonly number[]} values */
export const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/**
 * Runs each of the sides once a round, every second round in the opposite order.
 * @template Result
 * @param {Readonly<Record<string, () => Promise<Result>>>} sides
 * @param {number} rounds
 * @returns {Promise<Record<string, Result[]>>} The results of each side.
 */
export async function alternate(sides, rounds) {
  const names = Object.keys(sides);
  /** @type {Record<string, Result[]>} */
  const results = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) results[name].push(await sides[name]());
  }
  return results;
}

/**
 * The median of one figure of each result.
 * @template Result
 * @param {readonly Result[]} results
 * @param {(result: Result) => number} figure
 */
export const medianOf = (results, figure) => median(results.map(figure));
