import { STATUS_CODES } from "node:http";
import type { Content, ToolResult } from "../result.js";
import { cleanJson, cleanText } from "./clean.js";
import type { ReadReply, ReplyLimits } from "./read.js";

/** Bytes that a model gets inside a result; more would fill its context with one picture. */
const maxBinary = 750_000;

/** Bytes of an error reply that go into the details of a tool error. */
const maxDetails = 8_192;

/**
 * A successful reply as a tool result. JSON is in text and structuredContent alike, the text being the API's own;
 * what is cut is text only, with a mark. Links of the header follow as a text block of their own.
 */
export const successResult = (reply: ReadReply, limits: ReplyLimits): ToolResult => {
  const { body } = reply;
  const links = linkLines(reply);
  switch (body.kind) {
    case "empty":
      return {
        content: [text(statusLine(reply.status)), ...links],
        structuredContent: { status: reply.status, ...reply.links },
      };
    case "json": {
      const shown = cut(cleanJson(body.text), limits.maxText, reply);
      const structured = shown.complete ? { structuredContent: asObject(body.value) } : {};
      return { content: [text(shown.text), ...links], ...structured };
    }
    case "text":
      return { content: [text(cut(cleanText(body.text), limits.maxText, reply).text), ...links] };
    case "bytes":
      return { content: [...binary(reply, body.bytes), ...links] };
  }
};

/** What an API said about a failure, bounded: parsed JSON, else text; undefined when it said nothing. */
export const failureDetails = (reply: ReadReply, limits: ReplyLimits): unknown => {
  const { body } = reply;
  const bound = Math.min(maxDetails, limits.maxText);
  switch (body.kind) {
    case "empty":
      return undefined;
    case "json": {
      const shown = cut(cleanJson(body.text), bound, reply);
      return shown.complete ? body.value : shown.text;
    }
    case "text":
      return cut(cleanText(body.text).trim(), bound, reply).text;
    case "bytes":
      return sizeLine(reply);
  }
};

const text = (line: string): Content => ({ type: "text", text: line });

const statusLine = (status: number): string => {
  const line = `${status} ${STATUS_CODES[status] ?? ""}`.trim();
  return status === 204 || status === 205 ? line : `${line}, with an empty body`;
};

const linkLines = ({ links }: ReadReply): readonly Content[] => {
  const lines = [
    ...(links.location === undefined ? [] : [`Location: ${links.location}`]),
    ...(links.next === undefined ? [] : [`Next page: ${links.next}`]),
  ];
  return lines.length === 0 ? [] : [text(cleanText(lines.join("\n")))];
};

/** structuredContent must be an object: lists and plain values get a member to live in. */
const asObject = (value: unknown): Readonly<Record<string, unknown>> => {
  if (Array.isArray(value)) return { items: value };
  return typeof value === "object" && value !== null ? { ...value } : { value };
};

const cut = (whole: string, bound: number, reply: ReadReply): { text: string; complete: boolean } => {
  const bytes = Buffer.byteLength(whole);
  if (bytes <= bound && !reply.tooLarge) return { text: whole, complete: true };
  // Every UTF-16 unit is at least one byte, so the first `bound` units hold all that can be shown.
  const start = Buffer.from(whole.slice(0, bound));
  let end = Math.min(bound, start.length);
  while (end > 0 && isContinuation(start[end])) end -= 1;
  const total = reply.tooLarge ? `more than ${reply.size}` : `${bytes}`;
  const mark = `[Cut: the first ${end} of ${total} bytes are shown. For the rest, ask for less at a time: filters, fewer fields or paging.]`;
  return { text: `${start.toString("utf8", 0, end)}\n\n${mark}`, complete: false };
};

/** Bytes 10xxxxxx go on with a character that began before (RFC 3629 section 3). */
const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;

const typeOf = ({ mediaType }: ReadReply): string => mediaType || "application/octet-stream";

const sizeLine = (reply: ReadReply): string =>
  `${typeOf(reply)}, ${reply.tooLarge ? "more than " : ""}${reply.size} bytes`;

const binary = (reply: ReadReply, bytes: Uint8Array): readonly Content[] => {
  if (reply.tooLarge || bytes.length > maxBinary) {
    return [
      text(
        `${sizeLine(reply)}: too large to be given here (at most ${maxBinary} bytes). Ask the API for a smaller form of it or a byte range, or download it without this tool.`,
      ),
    ];
  }
  const mimeType = typeOf(reply);
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64");
  if (mimeType.startsWith("image/")) return [{ type: "image", data, mimeType }];
  if (mimeType.startsWith("audio/")) return [{ type: "audio", data, mimeType }];
  const resource = { uri: "jackfield://reply", mimeType, blob: data };
  return [text(sizeLine(reply)), { type: "resource", resource }];
};
