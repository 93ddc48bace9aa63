import { isRecord } from "@jackfield/contract";
import { shortText } from "./clean.js";
import type { ReadReply } from "./read.js";
import { xmlDocument } from "./xml-reply.js";
import { xmlValue } from "./xml-value.js";

const longest = 300;

/** Longer documents than this are data, not a message. */
const longestXml = 200_000;

/**
 * What an API says for people about a failure, in one line: problem details (RFC 9457) and the other shapes in use, in
 * JSON and XML, the title of an HTML page, or short text. Undefined when nothing of the reply is such a sentence.
 */
export const failureReason = (reply: ReadReply): string | undefined => {
  const { body } = reply;
  const value = failureBody(reply);
  if (body.kind !== "text" || typeof value !== "string") return sentence(reasonIn(value, 0));
  const { text } = body;
  if (/^\s*(?:<!doctype html|<html)/i.test(text)) {
    const [, title] = /<title[^>]*>([^<]*)/i.exec(text.slice(0, 10_000)) ?? [];
    return sentence(title);
  }
  return /^\s*<|^\s*[[{]/.test(text) || text.length > longest ? undefined : sentence(text);
};

/** The body of a failure as a program reads it: parsed JSON or XML, else text; undefined for none and for bytes. */
export const failureBody = (reply: ReadReply): unknown => {
  const { body } = reply;
  switch (body.kind) {
    case "json":
      return body.value;
    case "text": {
      const document = xmlDocument(reply, false, longestXml);
      return document === undefined ? body.text : xmlValue(document, undefined);
    }
    case "empty":
    case "bytes":
      return undefined;
  }
};

const sentence = (text: string | undefined): string | undefined => {
  const line = shortText(text ?? "", longest);
  return line === "" ? undefined : line;
};

/** Keys without case and punctuation that hold the sentence itself, the most telling first. */
const sayings = [
  "detail",
  "errordescription",
  "errormessage",
  "message",
  "errormsg",
  "msg",
  "description",
  "faultstring",
  "reason",
  "errorsummary",
  "text",
  "cause",
];

/** Keys that name the kind of failure: said before the sentence, or instead of one. */
const kinds = ["title", "error", "fault"];

/** Keys that hold a failure. */
const holders = [
  "errors",
  "error",
  "detail",
  "details",
  "errorlist",
  "fault",
  "responsestatus",
  "exception",
  "problem",
  "message",
  "messages",
  "body",
  "requesterror",
  "serviceexception",
  "data",
  "response",
  "result",
  "status",
];

const reasonIn = (value: unknown, depth: number): string | undefined => {
  if (typeof value === "string") return blankless(value);
  if (depth > 5) return undefined;
  if (Array.isArray(value)) return ofSeveral(value, depth);
  if (!isRecord(value)) return undefined;
  const members = new Map(
    Object.entries(value)
      .slice(0, 100)
      .map(([key, member]) => [key.replace(/[^a-zA-Z0-9]/g, "").toLowerCase(), member]),
  );
  const sentence = firstText(members, sayings);
  const kind = firstText(members, kinds);
  if (sentence !== undefined) {
    const place = placeOf(members);
    return kind === undefined || kind === sentence ? `${place}${sentence}` : `${kind}: ${sentence}`;
  }
  for (const key of holders) {
    const member = members.get(key);
    if (typeof member === "string" || member === undefined) continue;
    const inside = reasonIn(member, depth + 1) ?? (key === "errors" ? byField(member) : undefined);
    if (inside !== undefined) return kind === undefined ? inside : `${kind}: ${inside}`;
  }
  return kind;
};

const blankless = (text: string): string | undefined => (text.trim() === "" ? undefined : text.trim());

const firstText = (members: ReadonlyMap<string, unknown>, keys: readonly string[]): string | undefined => {
  for (const key of keys) {
    const member = members.get(key);
    const text = typeof member === "string" ? blankless(member) : undefined;
    if (text !== undefined) return text;
  }
  return undefined;
};

const ofSeveral = (list: readonly unknown[], depth: number): string | undefined => {
  const reasons = list.slice(0, 20).flatMap((item) => reasonIn(item, depth + 1) ?? []);
  const [first] = reasons;
  return first === undefined || reasons.length === 1 ? first : `${first} (and ${reasons.length - 1} more)`;
};

/** Validators say which argument they mean in a field of its own. */
const placeOf = (members: ReadonlyMap<string, unknown>): string => {
  const place = members.get("loc") ?? members.get("field") ?? members.get("path") ?? members.get("property");
  const parts = Array.isArray(place) ? place : [place];
  const named = parts.filter((part) => typeof part === "string" || typeof part === "number");
  return named.length === 0 || named.length < parts.length ? "" : `${named.join(".")}: `;
};

/** `{ "email": ["is invalid"] }` */
const byField = (errors: unknown): string | undefined => {
  if (!isRecord(errors)) return undefined;
  for (const [field, problem] of Object.entries(errors).slice(0, 20)) {
    const reason = reasonIn(problem, 5) ?? (Array.isArray(problem) ? reasonIn(problem[0], 5) : undefined);
    if (reason !== undefined) return `${field}: ${reason}`;
  }
  return undefined;
};
