import type { StreamKind } from "@jackfield/contract";
import type { Decoder } from "./charset.js";
import { recordReader } from "./stream-records.js";

export type StreamLimits = {
  readonly maxItems: number;
  /** How long to wait for the next record once there is one. */
  readonly idleMilliseconds: number;
};

export const defaultStreamLimits: StreamLimits = { maxItems: 1000, idleMilliseconds: 5000 };

/** What was read of a stream: its records, and whether it had come to its end. */
type Collected = {
  readonly items: readonly unknown[];
  readonly ended: boolean;
  /** Why reading stopped before the end. */
  readonly stopped?: string;
  /** Bytes that were read. */
  readonly size: number;
};

/** Left to make a result of what was read before the deadline of the call would discard it. */
const reserve = 500;

/**
 * Collects the records of a stream until it ends, or until the bounds of number, bytes, idle time or the call's own time
 * (`left`, milliseconds) are reached: an API may keep a stream open for ever. The source is told to end, but not waited
 * for; the caller closes the connection.
 */
export const collectStream = async (
  body: AsyncIterable<Uint8Array>,
  { kind, decoder }: { readonly kind: StreamKind; readonly decoder: Decoder },
  bounds: StreamLimits & { readonly maxBytes: number; readonly left: number },
): Promise<Collected> => {
  const { maxItems, idleMilliseconds, maxBytes, left } = bounds;
  const end = performance.now() + Math.max(left - reserve, left / 2);
  const source = body[Symbol.asyncIterator]();
  const reader = recordReader(kind);
  const items: unknown[] = [];
  let latest = Number.POSITIVE_INFINITY;
  let size = 0;
  const stop = (stopped: string): Collected => {
    source.return?.().catch(() => undefined);
    return { items: items.slice(0, maxItems), ended: false, stopped, size };
  };
  for (;;) {
    const idleEnd = latest + idleMilliseconds;
    const next = await within(source.next(), Math.min(end, idleEnd) - performance.now());
    if (next === "late") {
      return stop(
        idleEnd < end ? `no record came for ${idleMilliseconds / 1000} s` : "the time of the call was over",
      );
    }
    if (next.done) {
      items.push(...reader.push(decoder.decode()), ...reader.end());
      if (items.length > maxItems) return stop(`${maxItems} records were read`);
      return { items, ended: true, size };
    }
    size += next.value.length;
    const records = reader.push(decoder.decode(next.value, { stream: true }));
    for (const record of records) items.push(record);
    if (records.length > 0) latest = performance.now();
    if (items.length >= maxItems) return stop(`${maxItems} records were read`);
    if (size > maxBytes) return stop(`${maxBytes} bytes were read`);
  }
};

/** The value of a promise, or `late`; what the promise does afterwards concerns nobody. */
const within = async <Value>(promise: Promise<Value>, milliseconds: number): Promise<Value | "late"> => {
  if (milliseconds === Number.POSITIVE_INFINITY) return promise;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"late">((resolve) => {
    timer = setTimeout(resolve, Math.max(0, milliseconds), "late");
  });
  promise.catch(() => undefined);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
};
