import { once } from "node:events";
import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
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

describe("batches", () => {
  /** A channel whose greeting agreed on a revision; `lines` is what it wrote after that. */
  const greeted = async (protocolVersion: string) => {
    const input = new PassThrough();
    const output = new PassThrough();
    const channel = createStdioChannel(input, output);
    const messages: { readonly id?: unknown; readonly method?: string }[] = [];
    channel.onmessage = (message) => messages.push(message);
    await channel.start();
    const type = async (value: unknown): Promise<void> => {
      input.write(`${JSON.stringify(value)}\n`);
      await new Promise(setImmediate);
    };
    await type({ jsonrpc: "2.0", id: "greeting", method: "initialize", params: {} });
    await channel.send({ jsonrpc: "2.0", id: "greeting", result: { protocolVersion } });
    output.read();
    messages.length = 0;
    const lines = (): readonly unknown[] =>
      String(output.read() ?? "")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line));
    return { channel, messages, type, lines };
  };
  const ping = (id: unknown) => ({ jsonrpc: "2.0", id, method: "ping" });
  const pong = (id: string | number) => ({ jsonrpc: "2.0" as const, id, result: {} });

  it("are answered as one where the revision has them, with what is refused of them", async () => {
    const { channel, messages, type, lines } = await greeted("2025-03-26");
    const note = { jsonrpc: "2.0", method: "notifications/progress" };
    await type([ping(1), 5, note, ping(2), ping(2)]);
    expect(messages).toEqual([ping(1), note, ping(2)]);
    await channel.send(pong(2));
    expect(lines()).toEqual([]);
    await channel.send(pong(1));
    expect(lines()).toEqual([
      [
        expect.objectContaining({ id: null, error: expect.objectContaining({ code: -32600 }) }),
        expect.objectContaining({ id: 2, error: expect.objectContaining({ code: -32600 }) }),
        pong(2),
        pong(1),
      ],
    ]);
    await type([note]);
    expect(lines()).toEqual([]);
    await type(ping(1));
    await channel.send(pong(1));
    expect(lines()).toEqual([pong(1)]);
  });

  it("do not wait for a request that is cancelled, or for the end of the server", async () => {
    const { channel, type, lines } = await greeted("2025-03-26");
    await type([ping(1), ping(2)]);
    await channel.send(pong(1));
    await type({ jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: 2 } });
    expect(lines()).toEqual([[pong(1)]]);
    await type([ping(3), ping(4)]);
    await channel.send(pong(3));
    await channel.drain(AbortSignal.abort());
    expect(lines()).toEqual([[pong(3), expect.objectContaining({ id: 4, error: expect.anything() })]]);
  });

  it("are refused where it does not, before the greeting and when they are empty", async () => {
    const { messages, type, lines } = await greeted("2025-06-18");
    await type([ping(1)]);
    const refusal = (message: string) => ({ jsonrpc: "2.0", id: null, error: { code: -32600, message } });
    expect(lines()).toEqual([
      refusal("There are no batches since revision 2025-06-18: send each message by itself"),
    ]);
    expect(messages).toEqual([]);
    const older = await greeted("2025-03-26");
    await older.type([]);
    expect(older.lines()).toEqual([refusal("The batch is empty")]);
  });
});
