import { type Content, isPlain, type ToolResult, withVisible } from "@jackfield/contract";
import { cleanText } from "./clean.js";
import { type Shown, shownJson, shownText, type Window } from "./cut.js";
import { headerNotes, outcomeNote, statusWords } from "./declared.js";
import { selectFields } from "./fields.js";
import { nextPage, type PagedCall } from "./paging.js";
import type { ReadReply, ReplyLimits } from "./read.js";
import { restSentence } from "./rest.js";
import type { ReplyView } from "./view.js";
import { xmlDocument } from "./xml-reply.js";
import { xmlValue } from "./xml-value.js";

/** Bytes that a model gets inside a result; more would fill its context with one picture. */
export const maxBinary = 750_000;

/** Bytes of an error reply that go into the details of a tool error. */
const maxDetails = 8_192;

/** Said of a reply that was to be XML: without it the text looks like the API's usual answer. */
const noXml =
  "The spec promises XML, but this reply cannot be read as XML (not well-formed, too large, or with a document type); it is given unchanged.";

type ResultOptions = {
  /** The call that a reply belongs to; without it there are no hints that name arguments. */
  readonly call?: PagedCall;
  readonly view?: ReplyView;
  /** One more thing to say about a reply, from the whole of it. */
  readonly remark?: (value: unknown) => string | undefined;
};

/**
 * A successful reply as a tool result. JSON is in text and structuredContent alike, the text being the API's own as long
 * as nothing is left out. What there is to say about a reply (where it is, its next page, what was cut) is a text block
 * of its own, after the reply or, when that was cut, before it, and `_notes` of the structured content.
 */
export const successResult = (
  reply: ReadReply,
  limits: ReplyLimits,
  { call, view = {}, remark }: ResultOptions = {},
): ToolResult => {
  const { body, links } = reply;
  const window = (selectable: boolean): Window => ({
    bound: limits.maxText,
    from: view.from ?? 0,
    rest: (from) => restSentence(call, selectable, from),
  });
  const notesOf = (value: unknown, ...others: readonly (string | undefined)[]): readonly string[] =>
    [
      outcomeNote(reply, call?.tool),
      remark?.(value),
      links.location === undefined ? undefined : `Location: ${links.location}`,
      ...headerNotes(reply, call?.tool),
      nextPage(links.next, value, call),
      reply.stopped === undefined ? undefined : `The stream had not ended: ${reply.stopped}.`,
      ...others,
    ].flatMap((note) => (note === undefined ? [] : cleanText(note)));
  const ofJson = (value: unknown, own: string | undefined): ToolResult => {
    const selected = view.fields === undefined ? { value } : selectFields(value, view.fields);
    const shown = shownJson(selected.value, selected.value === value ? own : undefined, window(true));
    return withNotes(shown, notesOf(value, selected.note, shown.note));
  };
  switch (body.kind) {
    case "empty": {
      const others = notesOf(undefined);
      // The links stand there by themselves.
      const notes = others.filter((note) => !/^(?:Location|Next page): /.test(note));
      return {
        content: [text(statusLine(reply.status)), ...noteBlock(others)],
        structuredContent: {
          status: reply.status,
          ...links,
          ...(notes.length > 0 && { [notesKey]: notes }),
        },
      };
    }
    case "json":
      return ofJson(body.value, body.text);
    case "text": {
      const schema = call?.tool.request.reply?.xml;
      const document = xmlDocument(reply, schema !== undefined);
      const value = document && xmlValue(document, schema);
      if (document !== undefined && (schema !== undefined || view.fields !== undefined))
        return ofJson(value, undefined);
      const shown = shownText(cleanText(body.text), window(document !== undefined));
      const refused = schema !== undefined && document === undefined ? noXml : undefined;
      return withNotes(shown, notesOf(value, refused, shown.note));
    }
    case "bytes":
      return { content: [...binary(reply, body.bytes), ...noteBlock(notesOf(undefined))] };
  }
};

/** What an API said about a failure, bounded: JSON, made of XML too, else text; undefined when it said nothing. */
export const failureDetails = (reply: ReadReply, limits: ReplyLimits): unknown => {
  const { body, tooLarge, size } = reply;
  const window: Window = {
    bound: Math.min(maxDetails, limits.maxText),
    from: 0,
    rest: () => "",
    ...(tooLarge && { readTo: size }),
  };
  switch (body.kind) {
    case "empty":
      return undefined;
    case "json":
      return jsonDetails(body.value, body.text, window);
    case "text": {
      const document = xmlDocument(reply, false);
      if (document !== undefined) return jsonDetails(xmlValue(document, undefined), undefined, window);
      return withMark(shownText(cleanText(body.text).trim(), window));
    }
    case "bytes":
      return sizeLine(reply);
  }
};

const jsonDetails = (json: unknown, own: string | undefined, window: Window): unknown => {
  const shown = shownJson(json, own, window);
  const { value, note } = shown;
  if (value === undefined) return withMark(shown);
  return note === undefined ? value : { ...asObject(value), [notesKey]: [note] };
};

/** One text of text and note, for details that have no other place to say it. */
const withMark = ({ text, note }: Shown): string => (note === undefined ? text : `[${note}]\n\n${text}`);

const text = (line: string): Content => ({ type: "text", text: line });

const statusLine = (status: number): string => {
  const line = statusWords(status);
  return [204, 205, 304].includes(status) ? line : `${line}, with an empty body`;
};

/** Where structured content holds what the last text block says: some clients show their model one, some the other. */
const notesKey = "_notes";

const noteBlock = (notes: readonly string[]): readonly Content[] =>
  notes.length === 0 ? [] : [text(notes.join("\n"))];

/** Of a long text some clients hide the end, so what was cut is said before it. */
const withNotes = (shown: Shown, notes: readonly string[]): ToolResult => {
  const content =
    shown.note === undefined
      ? [text(shown.text), ...noteBlock(notes)]
      : [...noteBlock(notes), text(shown.text)];
  if (shown.value === undefined) return { content };
  const value = asObject(isPlain(shown.text) ? shown.value : withVisible(shown.value));
  const noted = notes.length > 0 && !Object.hasOwn(value, notesKey);
  return { content, structuredContent: noted ? { ...value, [notesKey]: notes } : value };
};

/** structuredContent must be an object: lists and plain values get a member to live in. */
const asObject = (value: unknown): Readonly<Record<string, unknown>> => {
  if (Array.isArray(value)) return { items: value };
  return typeof value === "object" && value !== null ? { ...value } : { value };
};

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
