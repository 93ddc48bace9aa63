import { essence, isMediaType } from "@jackfield/contract";
import { ArgumentError } from "./argument-error.js";

type GivenBytes = {
  readonly bytes: Uint8Array;
  /** What a `data:` URL said, else what the first bytes show. */
  readonly mediaType?: string;
  readonly filename?: string;
};

/** Bytes of an argument: base64 text (RFC 4648 section 4 or 5), or a `data:` URL (RFC 2397) with an optional `name`. */
export const decodeBytes = (argument: string, value: unknown): GivenBytes => {
  if (typeof value !== "string") throw new ArgumentError(argument, "must be base64 text or a data: URL");
  const header = /^data:([^,]{0,1024}),/i.exec(value);
  if (header === null) return described(decodeBase64(argument, value));
  const [type = "", ...parameters] = (header[1] ?? "").split(";");
  const data = percentDecode(value.slice(header[0].length));
  const last = parameters.at(-1)?.trim().toLowerCase();
  const bytes = last === "base64" ? decodeBase64(argument, data.toString("latin1")) : data;
  if (type !== "" && !isMediaType(type)) throw new ArgumentError(argument, "has a malformed media type");
  const name = parameters.map((part) => /^\s*(?:file)?name=(.+)$/i.exec(part)?.[1]).find(Boolean);
  return {
    ...described(bytes),
    ...(type === "" ? {} : { mediaType: essence(type) }),
    ...(name === undefined ? {} : { filename: percentDecode(name).toString("utf8") }),
  };
};

const decodeBase64 = (argument: string, text: string): Uint8Array => {
  const base64 = text.replace(/[\r\n]/g, "");
  // Buffer.from drops what it does not know, so a plain sentence would become rubbish bytes without a word.
  if (!/^[\w+/-]*={0,2}$/.test(base64) || base64.replace(/=+$/, "").length % 4 === 1) {
    throw new ArgumentError(argument, "must be bytes, as base64 text or as a data: URL");
  }
  if (base64.endsWith("=") && base64.length % 4 !== 0) {
    throw new ArgumentError(
      argument,
      "must be whole base64 text; the padding is wrong, so part of it may be missing",
    );
  }
  return Buffer.from(base64, "base64");
};

const percentDecode = (text: string): Buffer =>
  Buffer.from(
    Buffer.from(text, "utf8")
      .toString("latin1")
      .replace(/%([\da-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  );

/** First bytes (Latin-1) of the formats that people upload most, for specs that say only `image/*` or nothing. */
const signatures = [
  { start: /^\x89PNG\r\n/, type: "image/png", extension: ".png" },
  { start: /^\xff\xd8\xff/, type: "image/jpeg", extension: ".jpg" },
  { start: /^GIF8[79]a/, type: "image/gif", extension: ".gif" },
  { start: /^RIFF.{4}WEBP/s, type: "image/webp", extension: ".webp" },
  { start: /^RIFF.{4}WAVE/s, type: "audio/wav", extension: ".wav" },
  { start: /^(?:ID3|\xff[\xfb\xf3\xf2])/, type: "audio/mpeg", extension: ".mp3" },
  { start: /^OggS/, type: "audio/ogg", extension: ".ogg" },
  { start: /^.{4}ftyp/s, type: "video/mp4", extension: ".mp4" },
  { start: /^%PDF-/, type: "application/pdf", extension: ".pdf" },
];

const described = (bytes: Uint8Array): GivenBytes => {
  const start = Buffer.from(bytes.subarray(0, 16)).toString("latin1");
  const match = signatures.find((signature) => signature.start.test(start));
  return match === undefined ? { bytes } : { bytes, mediaType: match.type };
};

/** File name extension of a media type; empty when there is no common one. */
export const extensionOf = (mediaType: string): string =>
  signatures.find((signature) => signature.type === mediaType)?.extension ?? "";
