export type ReplyHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A reply header by its lower-case name; repeated ones are joined (RFC 9110 section 5.3), a missing one is empty. */
export const headerOf = (headers: ReplyHeaders, name: string): string => {
  const value = headers[name];
  return typeof value === "string" ? value : (value?.join(", ") ?? "");
};

/** Where a reply points to: the header lines that a model can act upon. */
export type Links = { readonly location?: string; readonly next?: string };

export const linksOf = (headers: ReplyHeaders): Links => {
  const location = headerOf(headers, "location");
  const next = nextOf(headerOf(headers, "link"));
  return { ...(location === "" ? {} : { location }), ...(next === undefined ? {} : { next }) };
};

/** Target of the link with relation `next` (RFC 8288 section 3). */
const nextOf = (link: string): string | undefined => {
  for (const [, target, parameters = ""] of link.matchAll(/<([^>]*)>([^<]*)/g)) {
    const relations = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,]+))/i.exec(parameters);
    if (/(?:^|\s)next(?:\s|$)/i.test(relations?.[1] ?? relations?.[2] ?? "")) return target;
  }
  return undefined;
};
