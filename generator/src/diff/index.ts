export { compareSurfaces } from "./compare.js";
export { comparisonHeadline, comparisonMarkdown, comparisonText, counted } from "./print.js";
export type * from "./types.js";
export { sentence } from "./words.js";
