import { readEvents } from "../http/events.js";
import { discard, type HttpReply, readText } from "../http/http.js";
import { type Frame, framesOf, type Id, isReply } from "../json-rpc.js";
import { foreign } from "../redact.js";
import { Refusal } from "../refusal.js";
import { contentType } from "./post.js";

/** How the reading of a reply ended. */
export type Outcome =
  | { readonly kind: "answered" }
  /** The stream ended without the answer; `lastEventId` is where it may be taken up again. */
  | { readonly kind: "cut"; readonly lastEventId: string | undefined; readonly retry: number | undefined };

export type Reading = {
  /** The id of the request; undefined when no answer is expected. */
  readonly wanted: Id | undefined;
  readonly most: number;
  readonly signal: AbortSignal;
  /** A message that came before the answer. */
  readonly onMessage: (frame: Frame) => Promise<void>;
  /** The answer. */
  readonly onAnswer: (frame: Frame) => Promise<void>;
};

const take = async (frames: readonly Frame[], { wanted, onMessage, onAnswer }: Reading): Promise<boolean> => {
  let answered = false;
  for (const frame of frames) {
    const { message } = frame;
    const isAnswer = wanted !== undefined && isReply(message) && message.id === wanted;
    if (!isAnswer) await onMessage(frame);
    else if (!answered) await onAnswer(frame);
    answered ||= isAnswer;
  }
  return answered;
};

const invalid = (what: string, detail: string): Refusal =>
  new Refusal("invalid-answer", `The MCP server answered with ${what}`, { detail: foreign(detail) });

const readJson = async (reply: HttpReply, reading: Reading): Promise<Outcome> => {
  let text: string;
  try {
    text = await readText(reply.body, reading.most);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    return { kind: "cut", lastEventId: undefined, retry: undefined };
  }
  const frames = framesOf(text);
  if (frames === undefined) throw invalid("something that is not JSON-RPC", text);
  if (await take(frames, reading)) return { kind: "answered" };
  throw invalid("JSON-RPC that does not answer the request", text);
};

/** Reads an event stream that was opened by a request, or by a GET to take one up again. */
export const readStream = async (reply: HttpReply, reading: Reading, from?: string): Promise<Outcome> => {
  let lastEventId = from;
  let retry: number | undefined;
  let answered = false;
  try {
    await readEvents(reply.body, reading.most, {
      async event({ id, data, event }) {
        if (id !== undefined) lastEventId = id;
        // An event without data marks the place from which a stream can be taken up (2025-11-25).
        if (data === "" || (event !== undefined && event !== "message")) return true;
        const frames = framesOf(data);
        if (frames === undefined) throw invalid("an event that is not JSON-RPC", data);
        answered = await take(frames, reading);
        // What is left of the stream after the answer is nothing that anybody waits for.
        return !answered;
      },
      retry: (ms) => {
        retry = ms;
      },
    });
  } catch (error) {
    if (error instanceof Refusal && !answered) throw error;
  }
  return answered ? { kind: "answered" } : { kind: "cut", lastEventId, retry };
};

/** Reads a 2xx reply to a message until the answer has come. */
export const readAnswer = async (reply: HttpReply, reading: Reading): Promise<Outcome> => {
  const type = contentType(reply.body);
  if (type === "text/event-stream") return readStream(reply, reading);
  if (reading.wanted === undefined || reply.status === 202) {
    discard(reply);
    if (reading.wanted === undefined) return { kind: "answered" };
    throw invalid("HTTP 202 and no answer", "");
  }
  if (type === "application/json" || type.endsWith("+json")) return readJson(reply, reading);
  const text = await readText(reply.body, reading.most).catch(() => "");
  const advice = type === "text/html" ? ", a web page; check the address" : "";
  throw invalid(`the media type ${foreign(type, 60) || "(none)"}${advice}`, text);
};
