import type { ReceivedEvent, WebhookAnswer } from "@jackfield/contract";
import { escapeXml } from "../bxml/escape.js";

export const bxmlAnswer = (xml: string): WebhookAnswer => ({ type: "application/xml", body: xml });

/** Seconds of silence between two visits of a call that waits. */
const pauseSeconds = 2;

/** Bandwidth sends credentials of a document's URL only where the document repeats them. */
const credentialsOf = (event: ReceivedEvent): string => {
  const [, encoded = ""] = /^Basic ([\w+/=-]+)$/i.exec(event.header("authorization") ?? "") ?? [];
  const [username = "", ...rest] = Buffer.from(encoded, "base64").toString("utf8").split(":");
  if (username === "") return "";
  return ` username="${escapeXml(username)}" password="${escapeXml(rest.join(":"))}"`;
};

/** A document that waits a moment and then goes to a path next to the one that gave it. */
const returning = (event: ReceivedEvent, path: string): WebhookAnswer =>
  bxmlAnswer(
    `<?xml version="1.0" encoding="UTF-8"?><Response><Pause duration="${pauseSeconds}"/>` +
      `<Redirect redirectUrl="${escapeXml(path)}"${credentialsOf(event)}/></Response>`,
  );

/** Lets a call wait for the answer to its question. */
export const holding = (event: ReceivedEvent, number: number): WebhookAnswer =>
  returning(event, `hold?question=${number}`);

/** Lets a call ask again, where its question could not be kept: it comes back as a `redirect` event. */
export const askAgain = (event: ReceivedEvent): WebhookAnswer => returning(event, "voice");
