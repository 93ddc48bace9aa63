import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";

const program = new URL("../../dist/validate/validate-worker.js", import.meta.url);

const documentOf = (schemas: number) => ({
  openapi: "3.0.3",
  info: { title: "Pets", version: "1" },
  paths: {},
  components: {
    schemas: Object.fromEntries(
      Array.from({ length: schemas }, (_, index) => [
        `S${index}`,
        { type: "object", properties: { a: { type: "string", description: `Field ${index}` } } },
      ]),
    ),
  },
});

test("a large document is the last one of its thread, a small one is not", async () => {
  const worker = new Worker(program);
  worker.postMessage(documentOf(1));
  expect(await once(worker, "message")).toEqual([{ findings: [], ends: false }]);
  // It ends by itself, though nobody asks it to.
  const exit = once(worker, "exit");
  worker.postMessage(documentOf(100_000));
  expect(await once(worker, "message")).toEqual([{ findings: [], ends: true }]);
  expect(await exit).toEqual([0]);
});
