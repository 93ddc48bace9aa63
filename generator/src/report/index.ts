export { type CodeDefinition, quoted, type Severity, shown, upstream } from "./codes/code.js";
export { type Code, codes, errorClassOf, type ParamsOf } from "./codes.js";
export { counted, number } from "./counts.js";
export type { Locate, Place, Position } from "./diagnostic.js";
export {
  createReport,
  type Diagnostic,
  type OwnCode,
  type Report,
} from "./diagnostic.js";
export { type DiagnosticRecord, renderText, type TextOptions, toRecords, visible } from "./render.js";
