import type { Place } from "./diagnostic.js";

/** Line and column, both from 1. */
export type Position = { readonly line: number; readonly column: number };

/** Where a pointer stands in a document, as far as somebody knows. Costs a parse: ask only when printing. */
export type Locate = (file: string, pointer: string) => Position | undefined;

/** The position a diagnostic has or can be given. */
export const positionOf = (at: Place, locate?: Locate): Position | undefined => {
  if (at.line !== undefined) return { line: at.line, column: at.column ?? 1 };
  return at.pointer === undefined ? undefined : locate?.(at.file, at.pointer);
};
