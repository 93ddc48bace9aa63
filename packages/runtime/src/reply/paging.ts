import { admittedTypes, asSchema, type HttpTool, isRecord, rootSchema } from "@jackfield/contract";
import { parseUrl } from "../parse-url.js";
import type { Arguments } from "../request/given.js";

/** What an argument that pages does. */
type Role = "cursor" | "page" | "offset" | "size";

/** Names without case and punctuation: `page[size]` and `page_size` are both `pagesize`. */
const plain = (name: string): string => name.replace(/[^a-zA-Z0-9]/g, "").toLowerCase();

const roles: readonly (readonly [RegExp, Role])[] = [
  [
    /^(?:(?:next|page|pagination|start|skip)?(?:cursor|token|marker|bookmark)|(?:page)?(?:after|before)|starting(?:after)|ending(?:before)|startafter|continuation(?:token)?|nextpagetoken|pagestate|scrollid|exclusivestartkey)$/,
    "cursor",
  ],
  [/^(?:page|pageno|pagenum|pagenumber|pageindex|currentpage|pageid)$/, "page"],
  [/^(?:offset|skip|start|startindex|startat|pageoffset|from|fromindex)$/, "offset"],
  [
    /^(?:limit|perpage|pagesize|pagelimit|size|count|top|take|first|rows|maxresults|maxitems|maxkeys|pagecount|itemsperpage|resultsperpage)$/,
    "size",
  ],
];

/** Names that mean paging only where the argument is a number. */
const countsOnly = /^(?:start|from|size|count|first|top|rows|skip|take)$/;

type PagingArgument = { readonly key: string; readonly name: string; readonly role: Role };

/** The arguments of a tool that page, in the order of the tool: query parameters and fields of a body. */
export const pagingArguments = ({ request, input }: HttpTool): readonly PagingArgument[] => {
  const root = rootSchema(input);
  const inQuery = Object.entries(request.parameters ?? {})
    .filter(([, parameter]) => parameter.in === "query")
    .map(([key, parameter]) => [key, parameter.name ?? key] as const);
  const source = request.body?.source;
  const inBody = source?.kind === "fields" ? Object.entries(source.fields) : [];
  return [...inQuery, ...inBody].flatMap(([key, name]): PagingArgument[] => {
    const word = plain(name);
    const role = roles.find(([pattern]) => pattern.test(word))?.[1];
    if (role === undefined) return [];
    const types = admittedTypes(asSchema(asSchema(root.properties)?.[key]), root);
    if (countsOnly.test(word) && types?.has("number") !== true) return [];
    return [{ key, name, role }];
  });
};

/** A call whose reply may have a next page. */
export type PagedCall = { readonly tool: HttpTool; readonly args: Arguments };

/** One line that says how to get the next page; undefined when the reply does not say that there is one. */
export const nextPage = (
  link: string | undefined,
  value: unknown,
  call: PagedCall | undefined,
): string | undefined => {
  const next = link === undefined ? nextIn(value, 0) : { kind: "link" as const, link };
  if (next === undefined) return call && lastItem(value, call);
  if (next.kind === "link") {
    const known = call && argumentsOf(next.link, call);
    return known === undefined ? `Next page: ${next.link}` : again(known);
  }
  const argument = call && argumentFor(next, call);
  return argument && again([[argument.key, next.token]]);
};

const again = (values: readonly (readonly [string, unknown])[]): string =>
  `Next page: call this tool again with ${values.map(([key, value]) => `${key}: ${JSON.stringify(value)}`).join(", ")}.`;

type NextPage =
  | { readonly kind: "link"; readonly link: string }
  | { readonly kind: "token"; readonly key: string; readonly token: string | number };

const nextName =
  /^(?:odata)?next(?:page)?(?:cursor|token|link|url|uri|href|marker|offset|number|id|key|start)?$|^continuationtoken$|^(?:end|after)cursor$/;
const insideOnly = /^(?:after|cursor)$/;
const containers =
  /^(?:links?|paging|pagination|pager|meta|metadata|page|pageinfo|cursors?|responsemetadata|navigation)$/;
const longestToken = 4_000;

/** A link or cursor to the next page: at the top, in what is called paging or links, or under the root of a document. */
const nextIn = (value: unknown, depth: number): NextPage | undefined => {
  if (!isRecord(value) || depth > 3) return undefined;
  const entries = Object.entries(value).map(([key, member]) => [plain(key), member] as const);
  if (entries.some(([key, member]) => /^has(?:more|next|nextpage)$/.test(key) && member === false))
    return undefined;
  for (const [key, member] of entries) {
    if (!nextName.test(key) && !(insideOnly.test(key) && (depth > 0 || key === "cursor"))) continue;
    const next = nextFrom(key, member);
    if (next !== undefined) return next;
  }
  for (const [key, member] of entries) {
    if (!containers.test(key)) continue;
    const next = Array.isArray(member) ? linkIn(member) : nextIn(member, depth + 1);
    if (next !== undefined) return next;
  }
  return undefined;
};

const nextFrom = (key: string, member: unknown): NextPage | undefined => {
  if (typeof member === "number") return { kind: "token", key, token: member };
  if (isRecord(member)) {
    const link = member.href ?? member.url ?? member.link;
    if (typeof link === "string" && link !== "" && link.length <= longestToken) return { kind: "link", link };
    return nextIn(member, 3);
  }
  if (typeof member !== "string" || member.trim() === "" || member.length > longestToken) return undefined;
  // Some APIs put the text of a Link header into the body.
  const link = /<([^<>\s]+)>\s*;/.exec(member)?.[1] ?? member.trim();
  return /^(?:https?:\/\/|\/|\?)/.test(link) ? { kind: "link", link } : { kind: "token", key, token: member };
};

/** `[{ "rel": "next", "href": "…" }]` */
const linkIn = (links: readonly unknown[]): NextPage | undefined => {
  const next = links.slice(0, 50).find((link) => isRecord(link) && link.rel === "next");
  return next === undefined ? undefined : nextFrom("next", next);
};

/**
 * The arguments in which a link differs from the call, as far as they page; undefined when it asks for something that
 * no argument can say.
 */
const argumentsOf = (
  link: string,
  { tool, args }: PagedCall,
): readonly (readonly [string, unknown])[] | undefined => {
  // APIs write the plus of numbers and of base64 as it is; no cursor has a blank.
  const query = parseUrl(link.replaceAll("+", "%2B"), new URL("http://host.invalid"))?.searchParams;
  if (query === undefined) return undefined;
  const values = pagingArguments(tool).flatMap(({ key, name, role }) => {
    const value = query.get(name);
    if (value === null || value.length > longestToken || String(args[key]) === value) return [];
    return [{ role, pair: [key, numberOr(value, tool, key)] as const }];
  });
  return values.some(({ role }) => role !== "size") ? values.map(({ pair }) => pair) : undefined;
};

const numberOr = (text: string, { input }: HttpTool, key: string): unknown => {
  const types = admittedTypes(asSchema(asSchema(input.properties)?.[key]), rootSchema(input));
  return types?.has("number") === true && /^\d{1,15}$/.test(text) ? Number(text) : text;
};

/** The argument that takes a token: the one of the same name, else the one of the same role. */
const argumentFor = (
  { key, token }: NextPage & { kind: "token" },
  { tool }: PagedCall,
): PagingArgument | undefined => {
  const paging = pagingArguments(tool).filter(({ role, name }) => role !== "size" && !/before$/i.test(name));
  const word = key.replace(/^next/, "");
  const wanted: readonly Role[] =
    typeof token === "number" || /^\d{1,9}$/.test(token)
      ? /offset|start/.test(word)
        ? ["offset"]
        : ["page", "cursor", "offset"]
      : ["cursor"];
  return (
    paging.find(({ name }) => plain(name) === key || (word !== "" && plain(name) === word)) ??
    wanted
      .map((role) => paging.find((argument) => argument.role === role))
      .find((argument) => argument !== undefined)
  );
};

/** APIs that page by the last item say only that there is more (`has_more`, `starting_after`). */
const lastItem = (value: unknown, { tool }: PagedCall): string | undefined => {
  if (!isRecord(value) || value.has_more !== true) return undefined;
  const argument = pagingArguments(tool).find(({ name }) => /^(?:starting_?after|after_id)$/i.test(name));
  const list = Object.values(value).find((member) => Array.isArray(member));
  const last: unknown = Array.isArray(list) ? list.at(-1) : undefined;
  return argument && isRecord(last) && typeof last.id === "string"
    ? again([[argument.key, last.id]])
    : undefined;
};
