import { branch, leaf, maybe, type Node } from "./xml-writer.js";

export type Page<T> = {
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
