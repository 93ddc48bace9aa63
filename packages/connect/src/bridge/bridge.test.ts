import { PassThrough } from "node:stream";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Frame, frameOf, notification, resultReply } from "../json-rpc.js";
import { createLog } from "../log.js";
import { createBridge } from "./bridge.js";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "performance"] }));
afterEach(() => void vi.useRealTimers());

/** A bridge whose server answers when the test says so. */
const bridged = () => {
  const input = new PassThrough();
  const lines: string[] = [];
  const output = new PassThrough();
  output.on("data", (chunk) => lines.push(...String(chunk).trim().split("\n")));
  let deliver: (frame: Frame) => Promise<void> = async () => undefined;
  const accepted: Frame[] = [];
  createBridge({
    input,
    output,
    log: createLog({ level: "error", write: () => undefined }),
    most: 1_000_000,
    offered: () => true,
    link(take) {
      deliver = take;
      return {
        accept: (frame) => void accepted.push(frame),
        woke: () => undefined,
        close: async () => undefined,
      };
    },
  });
  const ask = async (id: number, progressToken?: string): Promise<void> => {
    const meta = progressToken === undefined ? {} : { _meta: { progressToken } };
    const message = { jsonrpc: "2.0", id, method: "tools/call", params: { name: "x", ...meta } } as const;
    input.write(`${frameOf(message).text}\n`);
    await vi.waitUntil(() => accepted.length === id);
  };
  return { ask, lines, deliver: (frame: Frame) => deliver(frame) };
};
const note = notification("notifications/progress", { progressToken: "p", progress: 1 });

test("an answer keeps a distance to the progress of its request, so that no host reads them in one piece", async () => {
  const { ask, lines, deliver } = bridged();
  await ask(1, "p");
  await deliver(note);
  const answered = deliver(resultReply(1, {}));
  await vi.advanceTimersByTimeAsync(9);
  expect(lines).toEqual([note.text]);
  await vi.advanceTimersByTimeAsync(1);
  await answered;
  expect(lines).toEqual([note.text, resultReply(1, {}).text]);
});

test("nothing else waits: other requests, and answers that come later than their progress", async () => {
  const { ask, lines, deliver } = bridged();
  await ask(1);
  await ask(2, "p");
  await deliver(note);
  await deliver(resultReply(1, {}));
  await vi.advanceTimersByTimeAsync(10);
  await deliver(resultReply(2, {}));
  expect(lines).toEqual([note.text, resultReply(1, {}).text, resultReply(2, {}).text]);
});
