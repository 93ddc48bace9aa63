/** Where a diagnostic points. Line and column are worked out only when it is printed. */
export type Place = {
  /** The document, as the reader knows it: a path, a URL, an `npm:` source, a config file, a flag. */
  readonly file: string;
  /** JSON pointer (RFC 6901) into the document. */
  readonly pointer?: string;
  /** Known only where a parser said so. */
  readonly line?: number;
  readonly column?: number;
};

/** Line and column, both from 1. */
export type Position = { readonly line: number; readonly column: number };

/** Where a pointer stands in a document, as far as somebody knows. Costs a parse: ask only when printing. */
export type Locate = (file: string, pointer: string) => Position | undefined;

/** The position a diagnostic has or can be given. */
export const positionOf = (at: Place, locate?: Locate): Position | undefined => {
  if (at.line !== undefined) return { line: at.line, column: at.column ?? 1 };
  return at.pointer === undefined ? undefined : locate?.(at.file, at.pointer);
};
