import { expect, onTestFinished, test } from "vitest";
import { startServer } from "./processes.js";

const environment = { FIXTURE_HOOKS: "1", FIXTURE_KEY: "canary-key-123456" };

/** Webhooks that a server gets, one after the other, and how many servers: the channel of one passes on 20 in five seconds. */
const rounds = {
  "notifications/claude/channel": { count: 20, servers: 5 },
  "notifications/events/event": { count: 200, servers: 1 },
} as const;

/** How long each webhook takes to become a notification. */
const measure = async (method: string, count: number): Promise<readonly number[]> => {
  const args = ["--events-port", "0", "--channel", "any", "--experimental", "events"];
  const server = startServer(args, environment);
  onTestFinished(() => void server.child.kill("SIGKILL"));
  await server.initialize();
  server.call("address", "get_webhook_address", { webhook: "thing-made" });
  const { result } = await server.reply("address");
  const { url } = (result as { readonly structuredContent: { readonly url: string } }).structuredContent;
  server.send({ jsonrpc: "2.0", id: "s", method: "events/stream", params: { name: "thing.made" } });
  await server.message((message) => message.method === "notifications/events/active");
  const times: number[] = [];
  for (let id = 0; id < count; id += 1) {
    const text = `number ${id}!`;
    const begun = performance.now();
    const sent = fetch(url, { method: "POST", body: JSON.stringify({ id, text }) });
    await server.message((message) => message.method === method && JSON.stringify(message).includes(text));
    times.push(performance.now() - begun);
    expect((await sent).status).toBe(204);
  }
  return times;
};

test.each(Object.entries(rounds))(
  "from a webhook to %s, 95 of 100 take less than 100 ms",
  async (method, { count, servers }) => {
    const times: number[] = [];
    for (let server = 0; server < servers; server += 1) times.push(...(await measure(method, count)));
    times.sort((a, b) => a - b);
    const at = (part: number): number => Math.round((times[Math.floor(times.length * part)] ?? 0) * 10) / 10;
    console.log(method, { p50: at(0.5), p95: at(0.95), worst: at(0.999) });
    expect(at(0.95)).toBeLessThan(100);
  },
);
