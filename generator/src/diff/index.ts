export { compareSurfaces } from "./compare.js";
export { comparisonMarkdown, comparisonText, counted } from "./print.js";
export type * from "./types.js";
export { sentence } from "./words.js";
