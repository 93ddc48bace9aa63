import type { Readable, Writable } from "node:stream";
import { isRecord } from "@jackfield/contract";
import { type Message, type MessageChannel, noBatches, parseMessage, takesBatches } from "@jackfield/runtime";
import { createBatches } from "./batches.js";
import { lineSplitter } from "./lines.js";

/** MCP over a pair of streams, one JSON-RPC message a line, with an orderly end. */
export type StdioChannel = MessageChannel & {
  /** Resolves when the client has gone: its end of the input is closed, or the output broke. */
  readonly ended: Promise<"input" | "output">;
  /**
   * Refuses new requests, waits until the running ones are answered or `patience` is aborted, and answers what is left
   * with an error. The caller closes the channel afterwards.
   */
  drain(patience: AbortSignal): Promise<void>;
};

/** Bytes of one incoming line; longer ones are refused without being kept. */
const longestLine = 10 * 1024 * 1024;

const codes = { parse: -32700, invalid: -32600, internal: -32603 } as const;

const idOf = (value: unknown): string | number | null => {
  const id = isRecord(value) ? value.id : undefined;
  return typeof id === "string" || typeof id === "number" ? id : null;
};

/** A JSON value up to where it is a member's value: an id. */
const idText = /^\s*("(?:[^"\\]|\\.)*"|-?\d+)\s*[,}]/;

/**
 * The id of a message of which only the two ends are known: a member of the message itself before its first object, or its
 * last one. Null where it is elsewhere.
 */
const idAtEnds = (head: string, tail: string): string | number | null => {
  const before = /^\s*\{(?:\s*"(?:jsonrpc|method)"\s*:\s*"[^"\\]*"\s*,)*\s*"id"\s*:/.exec(head);
  const after =
    /,\s*"id"\s*:\s*((?:"(?:[^"\\]|\\.)*"|-?\d+)\s*)(?:,\s*"jsonrpc"\s*:\s*"2\.0"\s*)?\}\s*$/.exec(tail);
  const text = before ? idText.exec(head.slice(before[0].length))?.[1] : after?.[1];
  return text === undefined ? null : idOf({ id: parsed(text) });
};

const isMessage = (value: unknown): value is Message =>
  isRecord(value) &&
  value.jsonrpc === "2.0" &&
  (!("id" in value) || idOf(value) !== null) &&
  (typeof value.method === "string" || (idOf(value) !== null && ("result" in value || "error" in value)));

const parsed = (line: string, parse: (text: string) => unknown = JSON.parse): unknown => {
  try {
    return parse(line);
  } catch {
    return undefined;
  }
};

/** Requests that stay open until one side ends them: nobody waits for their answers when a server shuts down. */
export const endlessMethods: ReadonlySet<string> = new Set(["subscriptions/listen", "events/stream"]);

/** Requests that are running, by id; `1` and `"1"` are different ids (JSON-RPC 2.0 section 4). */
const runningRequests = () => {
  const running = new Map<string | number, { readonly endless: boolean }>();
  let whenIdle = (): void => undefined;
  const pending = (): readonly (string | number)[] =>
    [...running].flatMap(([id, { endless }]) => (endless ? [] : id));
  return {
    has: (id: string | number) => running.has(id),
    /** A subscription stays open until one side ends it, so nobody waits for its answer. */
    add: (id: string | number, method: string) =>
      void running.set(id, { endless: endlessMethods.has(method) }),
    remove(id: unknown) {
      if (typeof id === "string" || typeof id === "number") running.delete(id);
      if (pending().length === 0) whenIdle();
    },
    pending,
    idle: () =>
      new Promise<void>((resolve) => {
        whenIdle = resolve;
        if (pending().length === 0) resolve();
      }),
  };
};

export const createStdioChannel = (input: Readable, output: Writable): StdioChannel => {
  const requests = runningRequests();
  let closed = false;
  let draining = false;
  let end: (by: "input" | "output") => void = () => undefined;
  const ended = new Promise<"input" | "output">((resolve) => {
    end = resolve;
  });

  /** What is written at once, whatever has been written before. */
  const write = (value: unknown): void => {
    if (!closed && !output.destroyed) output.write(`${JSON.stringify(value)}\n`);
  };
  const batches = createBatches(write);
  /** The request that agrees on a revision, and the revision. */
  let greeting: unknown;
  let revision: unknown;

  const send = (message: unknown): Promise<void> =>
    new Promise((resolve, reject) => {
      if (closed || output.destroyed) {
        reject(new Error("the connection is closed"));
        return;
      }
      if (isRecord(message) && !("method" in message)) {
        const { id, result } = message;
        if (id === greeting && isRecord(result)) revision ??= result.protocolVersion;
        const isKept = batches.take(id, message);
        requests.remove(id);
        if (isKept) {
          resolve();
          return;
        }
      }
      output.write(`${JSON.stringify(message)}\n`, (error) => (error ? reject(error) : resolve()));
    });
  /** The answer to a message that goes no further. `id` may belong to a request that is running, so it does not pass through `send`. */
  const refusal = (id: string | number | null, code: number, message: string) => ({
    jsonrpc: "2.0",
    id,
    error: { code, message },
  });

  /** Why a message may not go on, as its answer; undefined for one that may, which counts as running from here on. */
  const refusalOf = (value: unknown) => {
    if (!isMessage(value)) return refusal(idOf(value), codes.invalid, "Invalid JSON-RPC 2.0 message");
    if ("method" in value && "id" in value) {
      if (draining) return refusal(value.id, codes.internal, "The server is shutting down");
      if (requests.has(value.id))
        return refusal(value.id, codes.invalid, "A request with this id is still running");
      requests.add(value.id, value.method);
      if (value.method === "initialize") greeting = value.id;
    } else if ("method" in value && value.method === "notifications/cancelled") {
      requests.remove(value.params?.requestId);
      batches.leave(value.params?.requestId);
    }
    return undefined;
  };
  const onBatch = (values: readonly unknown[]): void => {
    if (values.length === 0 || typeof revision !== "string" || !takesBatches(revision)) {
      write(refusal(null, codes.invalid, values.length === 0 ? "The batch is empty" : noBatches));
      return;
    }
    const judged = values.map((value) => ({ value, refusal: refusalOf(value) }));
    const accepted = judged.flatMap(
      ({ value, refusal }) => (refusal === undefined ? [value as Message] : []), // judged before
    );
    const ids = accepted.flatMap((message) => ("method" in message && "id" in message ? [message.id] : []));
    batches.begin(
      ids,
      judged.flatMap(({ refusal }) => refusal ?? []),
    );
    for (const message of accepted) channel.onmessage?.(message);
  };
  const onLine = (line: string): void => {
    const value = parsed(line, parseMessage);
    if (value === undefined) write(refusal(null, codes.parse, "Parse error: the line is not JSON"));
    else if (Array.isArray(value)) onBatch(value);
    else {
      const refused = refusalOf(value);
      if (refused !== undefined) write(refused);
      else channel.onmessage?.(value as Message); // judged before
    }
  };
  const onData = lineSplitter(longestLine, {
    line: onLine,
    tooLong: (head, tail) =>
      write(refusal(idAtEnds(head, tail), codes.invalid, `The message is longer than ${longestLine} bytes`)),
  });
  const onInputEnd = (): void => end("input");

  const channel: StdioChannel = {
    ended,
    send,
    async start() {
      output.on("error", () => end("output"));
      input.on("data", onData).on("end", onInputEnd).on("close", onInputEnd).on("error", onInputEnd);
    },
    async drain(patience) {
      draining = true;
      const impatient = new Promise<void>((resolve) => {
        patience.addEventListener("abort", () => resolve(), { once: true });
        if (patience.aborted) resolve();
      });
      await Promise.race([requests.idle(), impatient]);
      for (const id of requests.pending()) {
        const answer = refusal(id, codes.internal, "The server was shut down before it could answer");
        if (!batches.take(id, answer)) write(answer);
      }
    },
    async close() {
      if (closed) return;
      closed = true;
      input.off("data", onData).off("end", onInputEnd).off("close", onInputEnd);
      input.destroy();
      // Resolves when everything written so far is on its way, or cannot be.
      await new Promise<void>((resolve) =>
        output.destroyed ? resolve() : output.write("", () => resolve()),
      );
      channel.onclose?.();
    },
  };
  return channel;
};
