/** A number as people read it: `1,223`. */
export const number = (value: number): string => value.toLocaleString("en-US");

/** So many of them: `1 tool`, `1,223 tools`. */
export const counted = (count: number, what: string): string =>
  `${number(count)} ${what}${count === 1 ? "" : "s"}`;
