export type { CodeDefinition } from "./codes/code.js";
export { type Code, codes, type ParamsOf, type RepairCode, repairCodes } from "./codes.js";
export {
  createReport,
  type Diagnostic,
  type OwnCode,
  type Place,
  type Report,
  type Severity,
} from "./diagnostic.js";
export { type DiagnosticRecord, toRecords } from "./json.js";
export type { Locate, Position } from "./position.js";
export { renderText, type TextOptions } from "./text.js";
export { visible } from "./visible.js";
