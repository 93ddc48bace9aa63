import type { Finding, Redactor } from "../credentials/redact.js";
import { cleanText } from "./clean.js";
import { headerOf } from "./links.js";
import type { DecodedBody, ReadReply } from "./read.js";
import { maxBinary } from "./result.js";

/**
 * A reply without the caller's secrets. It comes before anything is cut, windowed or encoded: a part of a secret would
 * no longer be known as one.
 */
export const withoutSecrets = async (reply: ReadReply, redactor: Redactor): Promise<ReadReply> => {
  if (redactor.isEmpty()) return reply;
  const headers = Object.keys(reply.headers).map((name) => [name, headerOf(reply.headers, name)] as const);
  const whole = withoutEnd(reply, redactor.reach());
  const finding = await redactor.find([...textsOf(whole), headers.map(([, value]) => value).join("\n")]);
  if (finding === undefined) return { ...reply, body: whole };
  const cleanHeaders: [string, string][] = [];
  for (const [name, value] of headers) cleanHeaders.push([name, await finding.text(value)]);
  const links: [string, string][] = [];
  for (const [name, link] of Object.entries(reply.links)) links.push([name, await finding.text(link)]);
  return {
    ...reply,
    body: await cleanBody(whole, finding, redactor),
    headers: Object.fromEntries(cleanHeaders),
    links: Object.fromEntries(links),
  };
};

/** Of a reply that was not read to its end the last characters may be the first ones of a secret. */
const withoutEnd = ({ body, tooLarge }: ReadReply, reach: number): DecodedBody =>
  tooLarge && body.kind === "text"
    ? { kind: "text", text: body.text.slice(0, Math.max(0, body.text.length - reach)) }
    : body;

const textsOf = (body: DecodedBody): readonly string[] => {
  switch (body.kind) {
    case "empty":
      return [];
    case "text":
    case "json":
      return [body.text];
    case "bytes": {
      // More of them are not shown.
      if (body.bytes.length > maxBinary) return [];
      const plain = Buffer.from(body.bytes.buffer, body.bytes.byteOffset, body.bytes.length).toString(
        "latin1",
      );
      return plain.includes("\0") ? [plain, plain.replaceAll("\0", "")] : [plain];
    }
  }
};

const cleanBody = async (body: DecodedBody, finding: Finding, redactor: Redactor): Promise<DecodedBody> => {
  switch (body.kind) {
    case "empty":
      return body;
    case "text":
      // What a reader does not see is taken out first: it may stand inside of a secret.
      return { kind: "text", text: await finding.text(cleanText(body.text)) };
    case "bytes":
      return { kind: "bytes", bytes: await finding.bytes(body.bytes) };
    case "json": {
      // The API's own spelling of the same JSON may hide a secret in escapes, so it is written again.
      const value = await finding.value(body.value);
      // It may be the headers alone that hold one.
      if (value === body.value && (await redactor.find([body.text])) === undefined) return body;
      const text = JSON.stringify(value);
      // Over several strings, in a way that no one of them shows: better nothing of the reply than a secret.
      if ((await redactor.find([text])) !== undefined) return { kind: "json", value: "***", text: '"***"' };
      return { kind: "json", value, text };
    }
  }
};
