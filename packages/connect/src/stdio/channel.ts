import type { Readable, Writable } from "node:stream";
import { codes, errorReply, type Frame, framesOf, type Id, isObject } from "../json-rpc.js";
import { lineSplitter } from "./lines.js";

/** One JSON-RPC message a line over a pair of streams: the host at our standard input, or a child we started. */
type Channel = {
  /** Resolves when the other side has taken it; slow readers slow the sender down. */
  send(text: string): Promise<void>;
  /** Resolves when the other side has gone: its end of the input is closed, or the output broke. */
  readonly ended: Promise<"input" | "output">;
  /** Reads no more. */
  stop(): void;
};

type ChannelOptions = {
  readonly input: Readable;
  readonly output: Writable;
  /** Bytes of one line. */
  readonly most: number;
  readonly onFrame: (frame: Frame) => void;
  /** An array of messages; without this it is refused (batches went with revision 2025-06-18). */
  readonly onBatch?: (frames: readonly Frame[]) => boolean;
  /** What to do with a line that is not a message; the reply for it is given. */
  readonly onInvalid: (reply: Frame, line: string) => void;
};

const idIn = (line: string): Id | null => {
  try {
    const value: unknown = JSON.parse(line);
    const id = isObject(value) ? value.id : undefined;
    return typeof id === "string" || typeof id === "number" ? id : null;
  } catch {
    return null;
  }
};

const isJson = (line: string): boolean => {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
};

export const createChannel = (options: ChannelOptions): Channel => {
  const { input, output, most, onFrame, onBatch, onInvalid } = options;
  let end: (by: "input" | "output") => void = () => undefined;
  const ended = new Promise<"input" | "output">((resolve) => {
    end = resolve;
  });
  const invalid = (line: string): void => {
    const error = isJson(line)
      ? { code: codes.invalidRequest, message: "Invalid request: the line is not a JSON-RPC 2.0 message" }
      : { code: codes.parse, message: "Parse error: the line is not JSON" };
    onInvalid(errorReply(idIn(line), error), line);
  };
  const onLine = (line: string): void => {
    const frames = framesOf(line);
    if (frames === undefined) invalid(line);
    else if (!line.startsWith("[")) for (const frame of frames) onFrame(frame);
    else if (!onBatch?.(frames)) invalid(line);
  };
  const onData = lineSplitter(most, {
    line: onLine,
    tooLong: () =>
      onInvalid(
        errorReply(null, { code: codes.parse, message: `The line is longer than ${most} bytes` }),
        "",
      ),
  });
  const onInputEnd = (): void => end("input");
  output.on("error", () => end("output"));
  input.on("data", onData).on("end", onInputEnd).on("close", onInputEnd).on("error", onInputEnd);
  let drained: Promise<void> | undefined;
  const whenDrained = (): Promise<void> => {
    drained ??= new Promise<void>((resolve) => {
      output.once("drain", resolve).once("close", resolve);
    }).finally(() => {
      drained = undefined;
    });
    return drained;
  };
  return {
    ended,
    // A broken pipe is reported by `ended`; nobody is left to hear of it here.
    send: (text) => (output.destroyed || output.write(`${text}\n`) ? Promise.resolve() : whenDrained()),
    stop() {
      input.off("data", onData);
      input.pause();
    },
  };
};
