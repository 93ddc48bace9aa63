export type * from "./api.js";
export type * from "./app.js";
export type { LocalTool } from "./local-tool.js";
export { type Content, type ErrorCode, errorResult, type ToolError, type ToolResult } from "./result.js";
export type * from "./tool.js";
