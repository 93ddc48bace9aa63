export { compareSurfaces } from "./compare.js";
export { comparisonMarkdown } from "./markdown.js";
export { comparisonText, counted } from "./text.js";
export type * from "./types.js";
export { sentence } from "./words.js";
