import { once } from "node:events";
import type { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { threadsOf } from "./thread-pool.js";

const program = new URL(
  `data:text/javascript,import { parentPort } from "node:worker_threads";
  parentPort.on("message", (n) => { if (n === 0) throw new Error("zero"); parentPort.postMessage(n + 1); });`,
);
const ask = async (worker: Worker, n: number): Promise<unknown> => {
  worker.postMessage(n);
  return (await once(worker, "message"))[0];
};

test("the next run gets the thread of the last, unless that one was spoiled", async () => {
  const threads = threadsOf(program, {});
  const [one, two] = [threads.take(), threads.take()];
  expect(two).not.toBe(one);
  expect(await ask(one, 1)).toBe(2);
  threads.leave(one, false);
  // One is enough to wait.
  const end = once(two, "exit");
  threads.leave(two, false);
  await end;
  const again = threads.take();
  expect(again).toBe(one);
  expect(await ask(again, 2)).toBe(3);
  threads.leave(again, true);
  expect(threads.take()).not.toBe(one);
});

test("a thread that fails while it waits hurts nobody, and is not taken again", async () => {
  const threads = threadsOf(program, {});
  const worker = threads.take();
  threads.leave(worker, false);
  // Its error comes before its end.
  const error = new Promise((resolve) => worker.once("error", resolve));
  worker.postMessage(0);
  await error;
  const next = threads.take();
  expect(next).not.toBe(worker);
  expect(await ask(next, 1)).toBe(2);
  threads.leave(next, true);
});
