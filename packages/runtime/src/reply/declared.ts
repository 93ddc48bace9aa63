import { STATUS_CODES } from "node:http";
import type { HttpTool } from "@jackfield/contract";
import { shortText } from "./clean.js";
import { headerOf } from "./links.js";
import type { ReadReply } from "./read.js";

/** Characters of a header that a caller gets. */
const longest = 500;

/** Where the result of an accepted request will be (RFC 9110 section 15.3.3 leaves it to the API). */
const ofAccepted = ["Operation-Location", "Azure-AsyncOperation", "Retry-After"];

/** What a HEAD request is made for (RFC 9110 section 9.3.2). */
const ofHead = ["Content-Type", "Content-Length", "ETag", "Last-Modified"];

export const statusWords = (status: number): string => `${status} ${STATUS_CODES[status] ?? ""}`.trim();

/** What the spec says of a status outside of 2xx that is an answer all the same; undefined: it is none. */
export const declaredOutcome = (status: number, { request }: HttpTool): string | undefined => {
  const outcomes = request.reply?.outcomes ?? {};
  return outcomes[status] ?? outcomes[`${Math.floor(status / 100)}XX`];
};

/** The same as a note; an empty reply says its status by itself. */
export const outcomeNote = ({ status, body }: ReadReply, tool: HttpTool | undefined): string | undefined => {
  const meaning = tool && declaredOutcome(status, tool);
  if (meaning === undefined) return undefined;
  if (body.kind === "empty") return meaning === "" ? undefined : meaning;
  return meaning === "" ? statusWords(status) : `${statusWords(status)}: ${meaning}`;
};

/** The headers that the spec describes or the request is made for, a note each, but those that are notes of their own. */
export const headerNotes = (
  { status, headers, links }: ReadReply,
  tool: HttpTool | undefined,
): readonly string[] => {
  const names = [
    ...(tool?.request.reply?.headers ?? []),
    ...(status === 202 ? ofAccepted : []),
    ...(tool?.request.method === "HEAD" ? ofHead : []),
  ];
  if (names.length === 0) return [];
  return [...new Map(names.map((name) => [name.toLowerCase(), name]))].flatMap(([key, name]) => {
    const value = shortText(headerOf(headers, key), longest);
    const known = key === "location" || (key === "link" && links.next !== undefined);
    return value === "" || known ? [] : [`${name}: ${value}`];
  });
};
