import type { IncomingMessage } from "node:http";
import { StringDecoder } from "node:string_decoder";
import { createParser, type EventSourceMessage } from "eventsource-parser";
import { Refusal } from "../refusal.js";

type ServerEvent = EventSourceMessage;

/**
 * Reads an event stream to its end, in order. A slow `onEvent` holds the stream back. Resolves when the server ends the
 * stream or `onEvent` returns false; rejects when the connection breaks or one event is larger than `most`.
 */
export const readEvents = async (
  body: IncomingMessage,
  most: number,
  on: {
    readonly event: (event: ServerEvent) => Promise<boolean> | boolean;
    readonly retry?: (ms: number) => void;
  },
): Promise<void> => {
  const waiting: ServerEvent[] = [];
  let tooLarge = false;
  const parser = createParser({
    maxBufferSize: most,
    onEvent: (event) => waiting.push(event),
    onRetry: (ms) => on.retry?.(ms),
    onError: (error) => {
      if (error.type === "max-buffer-size-exceeded") tooLarge = true;
    },
  });
  const decoder = new StringDecoder("utf8");
  for await (const chunk of body) {
    parser.feed(decoder.write(chunk as Buffer)); // without an encoding the chunks are buffers
    for (let event = waiting.shift(); event !== undefined; event = waiting.shift())
      if (!(await on.event(event))) {
        body.destroy();
        return;
      }
    if (!tooLarge) continue;
    body.destroy();
    throw new Refusal("invalid-answer", `One event of the server is larger than ${most} bytes`);
  }
};
