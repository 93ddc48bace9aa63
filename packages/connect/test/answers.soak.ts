import { afterAll, expect, test } from "vitest";
import { cleanUp, start } from "./support/bin.js";
import { type Peer, startPeer } from "./support/peer.js";

afterAll(cleanUp);

test("5,000 requests while the server is killed again and again: each gets exactly one answer, and none runs twice", async () => {
  let peer: Peer = await startPeer();
  const port = Number(new URL(peer.url).port);
  const ran = new Map<unknown, number>();
  const prepare = (one: Peer): void =>
    one.always("tools/call", ({ message, events }) => {
      ran.set(message.id, (ran.get(message.id) ?? 0) + 1);
      // Some answers are under way when the server dies.
      setTimeout(
        () =>
          events()
            .send({ jsonrpc: "2.0", id: message.id, result: { content: [] } })
            .end(),
        Math.random() * 30,
      );
    });
  prepare(peer);
  const host = start([peer.url, "--log-level", "error"]);
  await host.open();
  let living = true;
  const killer = (async () => {
    while (living) {
      await new Promise((resolve) => setTimeout(resolve, 700));
      await peer.stop();
      await new Promise((resolve) => setTimeout(resolve, 100));
      peer = await startPeer({ port });
      prepare(peer);
    }
  })();
  const total = 5_000;
  let sent = 0;
  const worker = async (): Promise<void> => {
    while (sent < total) {
      sent += 1;
      const id = sent;
      host.send({ id, method: "tools/call", params: { name: "delete_all" } });
      await host.next(`the answer to ${id}`, (line) => line.id === id);
    }
  };
  await Promise.all(Array.from({ length: 20 }, worker));
  living = false;
  await killer;
  const answers = host.lines.filter(({ id }) => typeof id === "number");
  expect(answers).toHaveLength(total);
  expect(new Set(answers.map(({ id }) => id)).size).toBe(total);
  expect([...ran.values()].filter((times) => times > 1)).toEqual([]);
  const failed = answers.filter(({ error }) => error !== undefined);
  expect(failed.length).toBeLessThan(total / 2);
  for (const { error } of failed) expect(error?.data?.source).toBe("connect");
  await peer.stop();
});
