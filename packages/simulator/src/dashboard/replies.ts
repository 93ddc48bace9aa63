import type { Outcome } from "../outcome.js";
import { childrenOf, type Element, plainText } from "../xml/read.js";
import { branch, leaf, maybe, type Node } from "../xml/write.js";

/** An error inside a list, about one number or about all. */
export type ListedError = {
  readonly code: string;
  readonly description: string;
  readonly phoneNumber?: string;
};

export const xml = (status: number, root: Node, headers?: Readonly<Record<string, string>>): Outcome =>
  headers ? { kind: "xml", status, root, headers } : { kind: "xml", status, root };

export const nothing = (status: number): Outcome => ({ kind: "empty", status });

/** First shape: `ResponseStatus` below the root of the operation. Some have no code. */
export const statusError = (
  root: string,
  status: number,
  error: { readonly code?: string; readonly description: string },
): Outcome =>
  xml(
    status,
    branch(
      root,
      branch("ResponseStatus", maybe("ErrorCode", error.code), leaf("Description", error.description)),
    ),
  );

/** Second shape, which stands in the replies to accepted orders as well. */
export const errorList = (errors: readonly ListedError[]): Node =>
  branch(
    "ErrorList",
    errors.map(({ code, description, phoneNumber }) =>
      branch(
        "Error",
        leaf("Code", code),
        leaf("Description", description),
        maybe("TelephoneNumber", phoneNumber),
      ),
    ),
  );

/** Third shape, of searches. */
export const searchError = (code: string, description: string): Outcome =>
  xml(400, branch("SearchResult", branch("Error", leaf("Code", code), leaf("Description", description))));

/** Fourth shape: words alone. */
export const plainError = (root: string, status: number, description: string): Outcome =>
  xml(status, branch(root, leaf("Description", description)));

type Page<T> = {
  readonly items: readonly T[];
  readonly size: number;
  /** The id that the next page begins with. */
  readonly next: string | undefined;
};

/** The part of a list that begins with the element whose id is `page`, or with the first for "1". */
export function pageOf<T>(
  list: readonly T[],
  wanted: { readonly page: string; readonly size: number; readonly idOf: (item: T) => string },
): Page<T> | undefined {
  const { page, size, idOf } = wanted;
  const start = page === "1" ? 0 : list.findIndex((item) => idOf(item) === page);
  if (start < 0) return undefined;
  const following = list[start + size];
  return {
    items: list.slice(start, start + size),
    size,
    next: following === undefined ? undefined : idOf(following),
  };
}

/** Links as the vendor writes them: the text of a Link header, the plus of a number as it is. `url` ends with ? or &. */
export function linksOf({ size, next }: Page<unknown>, url: string): Node {
  const link = (page: string, rel: string) => `Link=<${url}page=${page}&size=${size}>;rel="${rel}";`;
  return branch(
    "Links",
    leaf("first", link("1", "first")),
    maybe("next", next === undefined ? undefined : link(next, "next")),
  );
}

/** What was sent, the way it was sent. */
export const echo = (element: Element): Node => {
  const inner = childrenOf(element);
  return inner.length === 0 ? leaf(element.name, plainText(element)) : branch(element.name, inner.map(echo));
};
