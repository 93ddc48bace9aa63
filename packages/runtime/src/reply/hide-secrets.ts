import type { Redactor } from "../credentials/redact.js";
import { headerOf } from "./links.js";
import type { DecodedBody, ReadReply } from "./read.js";

/**
 * A reply without the caller's secrets. It comes before anything is cut, windowed or encoded: a part of a secret would
 * no longer be known as one.
 */
export const withoutSecrets = async (reply: ReadReply, redactor: Redactor): Promise<ReadReply> => {
  if (redactor.isEmpty()) return reply;
  return {
    ...reply,
    body: await cleanBody(reply.body, redactor),
    headers: Object.fromEntries(
      Object.keys(reply.headers).map((name) => [name, redactor.text(headerOf(reply.headers, name))]),
    ),
    links: Object.fromEntries(Object.entries(reply.links).map(([name, link]) => [name, redactor.text(link)])),
  };
};

const cleanBody = async (body: DecodedBody, redactor: Redactor): Promise<DecodedBody> => {
  switch (body.kind) {
    case "empty":
      return body;
    case "text":
      return (await redactor.holds(body.text)) ? { kind: "text", text: redactor.text(body.text) } : body;
    case "bytes": {
      const plain = Buffer.from(body.bytes.buffer, body.bytes.byteOffset, body.bytes.length).toString(
        "latin1",
      );
      const thin = plain.replaceAll("\0", "");
      const held = (await redactor.holds(plain)) || (thin !== plain && (await redactor.holds(thin)));
      return held ? { kind: "bytes", bytes: redactor.bytes(body.bytes) } : body;
    }
    case "json": {
      if (!(await redactor.holds(body.text))) return body;
      // The API's own spelling of the same JSON may hide a secret in escapes, so it is written again.
      const value = redactor.value(body.value);
      return { kind: "json", value, text: JSON.stringify(value) };
    }
  }
};
