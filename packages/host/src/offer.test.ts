import type { App } from "@jackfield/contract";
import { expect, test } from "vitest";
import { openApp } from "./offer.js";
import { readOptions } from "./options/serve.js";

const app: App = {
  definition: { name: "test", title: "Test", version: "1", prefix: "TEST", apis: {} },
  catalog: async () =>
    Array.from({ length: 101 }, (_, n) => ({
      name: `tool${n}`,
      description: "A tool.",
      inputSchema: { type: "object", properties: {} },
      annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
      tags: [],
    })),
  load: () => Promise.reject(new Error("nobody calls")),
  search: () => Promise.reject(new Error("nobody searches")),
};

test.each([
  [{}, [expect.stringMatching(/^101 tools exceed .*--mode all or TEST_MODE=all/)]],
  // A version that takes the place of one in search mode.
  [{ searched: true }, []],
])("search mode that nobody chose is said once: %j", async (parts, lines) => {
  const log: string[] = [];
  const situation = { environment: {}, transport: "stdio", secrets: { get: () => undefined } } as const;
  const read = readOptions([], app, {});
  if (read.kind !== "serve") throw new Error("no options");
  const opened = await openApp(app, read.options, situation, (line) => log.push(line), parts);
  await opened.offer.listing();
  expect(log).toEqual(lines);
  await opened.close();
});
