import { once } from "node:events";
import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { createStdioChannel } from "./stdio.js";

it("keeps the digits of integers beyond 2^53 in arguments of calls", async () => {
  const input = new PassThrough();
  const channel = createStdioChannel(input, new PassThrough());
  const messages: unknown[] = [];
  channel.onmessage = (message) => messages.push(message);
  await channel.start();
  input.end(
    '{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"a","arguments":{"id":9007199254740993}}}\n',
  );
  await once(input, "end");
  expect(messages).toEqual([
    {
      jsonrpc: "2.0",
      id: 7,
      method: "tools/call",
      params: { name: "a", arguments: { id: "9007199254740993" } },
    },
  ]);
});
