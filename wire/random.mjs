/** The same numbers in [0, 1) for the same seed on every machine (FNV-1a, then mulberry32). */
export const seeded = (seed) => {
  let state = [...seed].reduce((hash, mark) => Math.imul(hash ^ mark.codePointAt(0), 16777619), 2166136261);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
};

export const whole = (random, low, high) => low + Math.floor(random() * (high - low + 1));
export const pick = (random, values) => values[whole(random, 0, values.length - 1)];
export const digits = (random, count) => Array.from({ length: count }, () => whole(random, 0, 9)).join("");
