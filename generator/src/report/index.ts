export { type Code, codes, type ParamsOf } from "./codes.js";
export { createReport, type Diagnostic, type Place, type Report, type Severity } from "./diagnostic.js";
export { child, escapeToken, tokensOf, unescapeToken, valueAt } from "./pointer.js";
