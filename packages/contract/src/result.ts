import { isPlain, withVisible } from "./invisible.js";

/** One block of a tool result (MCP `ContentBlock`, the kinds this runtime makes). */
export type Content =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "image"; readonly data: string; readonly mimeType: string }
  | { readonly type: "audio"; readonly data: string; readonly mimeType: string }
  | {
      readonly type: "resource";
      readonly resource: { readonly uri: string; readonly mimeType?: string; readonly blob: string };
    };

export type ToolResult = {
  readonly content: readonly Content[];
  readonly structuredContent?: Readonly<Record<string, unknown>>;
  readonly isError?: true;
};

export type ErrorCode =
  | "auth"
  | "feature_limit"
  | "not_found"
  | "conflict"
  | "rate_limited"
  | "timeout"
  | "validation"
  | "upstream"
  | "network"
  /** A part of this server, not the API, does not work at the moment. */
  | "unavailable"
  /** A person has to agree first, and could not be asked or did not. */
  | "confirmation_required";

/** The one shape of every failed call. */
export type ToolError = {
  /** What happened, in a sentence. Never holds a secret. */
  readonly error: string;
  readonly code: ErrorCode;
  /** What the caller can do about it. */
  readonly recovery: string;
  /** HTTP status, when the API answered. */
  readonly status?: number;
  /** The API's own words (bounded), or the argument errors. */
  readonly details?: unknown;
};

/** A JSON value as a tool result, as text and as structuredContent alike, with nothing hidden in it. */
export const jsonResult = (value: Readonly<Record<string, unknown>>): ToolResult => {
  const plain = JSON.stringify(value);
  if (isPlain(plain)) return { content: [{ type: "text", text: plain }], structuredContent: value };
  const visible = withVisible(value) as typeof value; // the same shape: only strings change
  return { content: [{ type: "text", text: JSON.stringify(visible) }], structuredContent: visible };
};

/** A failed call as a tool result: the same JSON as text and as structuredContent, with nothing hidden in it. */
export const errorResult = (error: ToolError): ToolResult => {
  const visible = withVisible(error) as ToolError; // the same shape: only strings change
  return {
    content: [{ type: "text", text: JSON.stringify(visible, null, 2) }],
    structuredContent: visible,
    isError: true,
  };
};
