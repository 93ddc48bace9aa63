import { type Body, type HttpTool, isRecord, pointerTo } from "@jackfield/contract";
import { CallError } from "./call-error.js";
import type { Arguments } from "./request/given.js";

/** Reads the file of a `file:` URL (RFC 8089). Rejects with an error whose message says why it will not. */
export type OpenFile = (url: string) => Promise<{ readonly bytes: Uint8Array; readonly name: string }>;

/**
 * Arguments with the files that `file:` URLs name in their place, as `data:` URLs. Only where the operation takes bytes;
 * anywhere else such a text is a text. Throws `CallError` when a file cannot be had.
 */
export const withFiles = async (
  { request: { body } }: HttpTool,
  args: Arguments,
  open: OpenFile | undefined,
): Promise<Arguments> => {
  if (body === undefined) return args;
  const { source, content } = body;
  const files = new Set(
    content.flatMap(({ fields = {} }) => Object.keys(fields).filter((name) => fields[name]?.file)),
  );
  const load = (value: unknown, argument: string): Promise<unknown> => loaded(value, argument, open);
  if (source.kind === "fields") {
    const keys = Object.keys(source.fields).filter((key) => files.has(source.fields[key] ?? ""));
    return replaced(args, keys, load);
  }
  const { key } = source;
  const whole = args[key];
  if (content.some(({ encoding }) => encoding === "bytes")) return replaced(args, [key], load);
  if (Array.isArray(whole)) {
    const parts = whole.map((item, at) => (isFilePart(content, at) ? load(item, pointerTo(key, at)) : item));
    return { ...args, [key]: await Promise.all(parts) };
  }
  if (!isRecord(whole)) return args;
  const names = Object.keys(whole).filter((name) => files.has(name) || isOtherFile(content, name));
  const below = (value: unknown, name: string): Promise<unknown> => load(value, pointerTo(key, name));
  return names.length === 0 ? args : { ...args, [key]: await replaced(whole, names, below) };
};

/** Whether a field that the spec does not name is a file. */
const isOtherFile = (content: Body["content"], name: string): boolean =>
  content.some(({ fields = {}, others }) => others?.file && !Object.hasOwn(fields, name));

/** Whether an item of a list of parts is a file. */
const isFilePart = (content: Body["content"], at: number): boolean =>
  content.some(({ parts }) => (parts?.first[at] ?? parts?.others)?.file);

const replaced = async (
  values: Arguments,
  keys: readonly string[],
  load: (value: unknown, argument: string) => Promise<unknown>,
): Promise<Arguments> => {
  const given = keys.filter((key) => Object.hasOwn(values, key));
  const loadedValues = await Promise.all(
    given.map(async (key) => [key, await load(values[key], key)] as const),
  );
  return given.length === 0 ? values : { ...values, ...Object.fromEntries(loadedValues) };
};

const loaded = async (value: unknown, argument: string, open: OpenFile | undefined): Promise<unknown> => {
  if (Array.isArray(value))
    return Promise.all(value.map((item, at) => loaded(item, pointerTo(argument, at), open)));
  if (typeof value !== "string" || !/^file:/i.test(value)) return value;
  if (open === undefined) throw refused(argument, "this server reads no files");
  try {
    const { bytes, name } = await open(value);
    return `data:;name=${encodeURIComponent(name)};base64,${Buffer.from(bytes).toString("base64")}`;
  } catch (error) {
    throw refused(argument, error instanceof Error ? error.message : String(error));
  }
};

const refused = (place: string, reason: string): CallError =>
  new CallError({
    error: `The file in ${place.includes("/") ? `/${place}` : place} was not sent: ${reason}.`,
    code: "validation",
    recovery: "Give base64 text or a data: URL, or start the server with --files <folder>. Nothing was sent.",
    details: [{ path: `/${place}`, expected: "a file: URL inside a folder that the operator allowed" }],
  });
