import type { IncomingMessage, ServerResponse } from "node:http";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { HttpAnswer, RequestSource } from "@jackfield/runtime";

const textOf = (chunks: readonly Buffer[]): string => {
  const [only] = chunks;
  return chunks.length === 1 && only !== undefined ? only.toString() : Buffer.concat(chunks).toString();
};

/** Reads the body from Node's own stream: a web stream around it would take several times as long. */
const readBody =
  (incoming: IncomingMessage): RequestSource["read"] =>
  (mostBytes) =>
    new Promise((resolve, reject) => {
      if (Number(incoming.headers["content-length"]) > mostBytes) {
        resolve({ tooLarge: true });
        return;
      }
      const chunks: Buffer[] = [];
      let bytes = 0;
      incoming
        .on("data", (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes <= mostBytes) chunks.push(chunk);
          else resolve({ tooLarge: true });
        })
        .once("end", () => resolve({ tooLarge: false, text: textOf(chunks) }))
        .once("close", () => reject(new Error("the request ended before its body did")))
        .once("error", reject);
    });

/** The headers by their names in lower case; undefined where one came twice, which Node and the web join differently. */
const ownHeaders = ({ rawHeaders }: IncomingMessage): ReadonlyMap<string, string> | undefined => {
  const headers = new Map<string, string>();
  for (let at = 0; at < rawHeaders.length; at += 2)
    headers.set((rawHeaders[at] ?? "").toLowerCase(), rawHeaders[at + 1] ?? "");
  return headers.size === rawHeaders.length / 2 ? headers : undefined;
};

/** A request as Node has it. */
export const sourceOf = (incoming: IncomingMessage, outgoing: ServerResponse): RequestSource => ({
  headers: ownHeaders(incoming),
  read: readBody(incoming),
  whenGone(gone) {
    // Also at the end of an answer, when nobody waits for it any more.
    if (outgoing.closed) gone();
    else outgoing.once("close", gone);
  },
});

const sendJson = (json: string, outgoing: ServerResponse): Response => {
  const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(json) };
  outgoing.writeHead(200, headers).end(json);
  return RESPONSE_ALREADY_SENT;
};

/** Writes an answer of JSON to Node's own response, for the same reason; others stay as they are. */
export const sentBy = async (answer: HttpAnswer, outgoing: ServerResponse): Promise<Response> => {
  if (!(answer instanceof Response)) return sendJson(answer.json, outgoing);
  const isJson = answer.headers.get("content-type") === "application/json";
  // What counts requests looks at the status, which is lost with an answer that is already sent.
  if (answer.status !== 200 || !isJson || outgoing.headersSent) return answer;
  return sendJson(await answer.text(), outgoing);
};
