export type { CodeDefinition, Severity } from "./codes/code.js";
export { type Code, codes, errorClassOf, type ParamsOf, type RepairCode, repairCodes } from "./codes.js";
export {
  createReport,
  type Diagnostic,
  type OwnCode,
  type Report,
} from "./diagnostic.js";
export { type DiagnosticRecord, toRecords } from "./json.js";
export type { Locate, Place, Position } from "./position.js";
export { renderText, type TextOptions } from "./text.js";
export { visible } from "./visible.js";
