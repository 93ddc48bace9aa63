import type { HttpRequest, IndexedTool, IndexedWord, SearchIndex } from "@jackfield/contract";
import { compare } from "./names.js";
import type { PlannedTool } from "./types.js";

/** How much a word weighs by where it stands. */
const weights = { name: 4, title: 4, path: 2, tag: 2, lead: 1, key: 1, reply: 0.5 } as const;

/** Characters of a description that count: what comes later is detail, and the same in many tools. */
const lead = 240;

/** A longer run of letters is no word that anybody asks for. */
const longestWord = 32;

/** In a server with more tools than `few`, a word that stands in this share of them tells nothing apart. */
const few = 20;
const everywhere = 0.6;

/** Words that say nothing, wherever they stand. */
const empty = new Set(
  "a an and are as at be by can for from has have if in into is it its more not of on or that the their this to was will with you your".split(
    " ",
  ),
);

/** The index that search mode ranks by: where each word stands, and how much it weighs there. Same tools, same index. */
export const searchIndex = (tools: readonly PlannedTool[]): SearchIndex => {
  const postings = new Map<string, number[]>();
  const last = new Map<string, number>();
  const counts = new Map<string, number>();
  tools.forEach((planned, position) => {
    for (const [word, weight] of weighWords(planned)) {
      const list = postings.get(word) ?? [];
      postings.set(word, list);
      list.push(position - (last.get(word) ?? 0), weight);
      last.set(word, position);
      counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  });
  const most = tools.length > few ? tools.length * everywhere : tools.length;
  const words = [...postings]
    .filter(([word]) => (counts.get(word) ?? 0) <= most)
    .sort(([a], [b]) => compare(a, b))
    .map(([word, list]): IndexedWord => [word, ...list]);
  return { tools: tools.map(indexedTool), words };
};

const indexedTool = (planned: PlannedTool): IndexedTool => {
  const { face } = planned;
  return [
    face.name,
    planned.kind === "http" ? `${planned.face.request.method} ${planned.face.request.path}` : "",
  ];
};

const weighWords = (planned: PlannedTool): ReadonlyMap<string, number> => {
  const { face, record } = planned;
  const path = planned.kind === "http" ? planned.face.request.path : "";
  const replyFields = planned.kind === "http" ? planned.replyFields : [];
  const sums = new Map<string, number>();
  const fields: readonly (readonly [weight: number, text: string])[] = [
    [weights.name, face.name],
    [weights.title, record.title ?? ""],
    [weights.path, path.replaceAll(/\{[^{}]*\}/g, " ")],
    [weights.tag, record.tags.join(" ")],
    [weights.lead, record.description.slice(0, lead)],
    [weights.key, ownKeys(planned).join(" ")],
    [weights.reply, replyFields.join(" ")],
  ];
  for (const [weight, text] of fields) {
    for (const word of new Set(wordsOf(text))) sums.set(word, (sums.get(word) ?? 0) + weight);
  }
  return sums;
};

/** Arguments that are used, except those in the path, with their values: a task may be named after one of them. */
const ownKeys = (planned: PlannedTool): readonly string[] =>
  Object.entries(planned.face.input.properties).flatMap(([key, schema]) => {
    if (planned.kind === "http" && !isSent(planned.face.request, key)) return [];
    const values = typeof schema === "object" && Array.isArray(schema.enum) ? schema.enum : [];
    return [key, ...values.filter((value) => typeof value === "string").slice(0, 10)];
  });

const isSent = ({ parameters = {}, body }: HttpRequest, key: string): boolean => {
  if (Object.hasOwn(parameters, key)) return parameters[key]?.in !== "path";
  if (body === undefined) return false;
  return body.source.kind === "whole" ? body.source.key === key : Object.hasOwn(body.source.fields, key);
};

const wordsOf = (text: string): readonly string[] =>
  (
    text
      .replaceAll(/(?<=[\p{Ll}\d])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/gu, " ")
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  ).filter((word) => word.length <= longestWord && !empty.has(word));
