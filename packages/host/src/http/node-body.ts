import type { IncomingMessage, ServerResponse } from "node:http";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { ReadBody } from "@jackfield/runtime";

/** Reads the body from Node's own stream: a web stream around it would take several times as long. */
export const bodyOf =
  (incoming: IncomingMessage): ReadBody =>
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
        .once("end", () => resolve({ tooLarge: false, text: Buffer.concat(chunks).toString() }))
        .once("close", () => reject(new Error("the request ended before its body did")))
        .once("error", reject);
    });

/** Writes an answer of JSON to Node's own response, for the same reason; others stay as they are. */
export const sentBy = async (response: Response, outgoing: ServerResponse): Promise<Response> => {
  const isJson = response.headers.get("content-type") === "application/json";
  // What counts requests looks at the status, which is lost with an answer that is already sent.
  if (response.status !== 200 || !isJson || outgoing.headersSent) return response;
  const text = await response.text();
  outgoing.writeHead(200, {
    ...Object.fromEntries(response.headers),
    "content-length": Buffer.byteLength(text),
  });
  outgoing.end(text);
  return RESPONSE_ALREADY_SENT;
};
