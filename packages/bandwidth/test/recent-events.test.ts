import { expect, test } from "vitest";
import { connect } from "./bandwidth-mcp.js";
import { succeed } from "./with-simulator.js";

const uri = "bandwidth://events";

const start = async () => {
  const server = await connect(["--events-port", "0"], {
    BW_CLIENT_ID: "client",
    BW_CLIENT_SECRET: "secret of this test",
  });
  const heard: string[] = [];
  server.client.setNotificationHandler("notifications/resources/updated", ({ params }) => {
    heard.push(params.uri);
  });
  const read = async (resource: string) => {
    const [content] = (await server.client.readResource({ uri: resource })).contents;
    return JSON.parse(content !== undefined && "text" in content ? content.text : "");
  };
  const { webhooks } = await read("bandwidth://config");
  const receive = async (id: number, text: string): Promise<void> => {
    const message = { id: `m-${id}`, from: "+19195550199", to: ["+19195550100"], text };
    const body = JSON.stringify([{ type: "message-received", message }]);
    expect((await fetch(webhooks.messages, { method: "POST", body })).status).toBe(204);
  };
  return { server, heard, read, receive };
};

test("a client that subscribes to the recent events hears of each message, and reads it", async () => {
  const { server, heard, read, receive } = await start();
  await server.client.subscribeResource({ uri });
  expect(await read(uri)).toMatchObject({ events: [] });
  await receive(1, "Hello");
  await expect.poll(() => heard).toEqual([uri]);
  const { events, cursor } = await read(uri);
  expect(events).toMatchObject([{ name: "message-received", data: { message: { text: "Hello" } } }]);
  await receive(1, "Hello"); // Bandwidth may send it twice
  await receive(2, "Again");
  await expect.poll(() => heard.length, { timeout: 10_000 }).toBe(2);
  const later = await succeed(server, "getCallbackEvents", { cursor });
  expect(later.events).toMatchObject([{ data: { message: { text: "Again" } } }]);
});

test("many events are few announcements, and the resource keeps to what a model can read", async () => {
  const { server, heard, read, receive } = await start();
  await server.client.subscribeResource({ uri });
  const begun = performance.now();
  await Promise.all(Array.from({ length: 60 }, (_, id) => receive(id, `${id} ${"x".repeat(4_000)}`)));
  await expect.poll(() => heard.length, { timeout: 10_000 }).toBeGreaterThan(1);
  const seconds = (performance.now() - begun) / 1_000;
  expect(heard.length).toBeLessThanOrEqual(Math.ceil(seconds) + 1);
  const { events } = await read(uri);
  expect(events.length).toBeGreaterThan(3);
  expect(JSON.stringify(events).length).toBeLessThan(35_000);
});

test("where no webhook is received there is no such resource", async () => {
  const server = await connect([], {});
  const { resources } = await server.client.listResources();
  expect(resources.map((resource) => resource.uri)).not.toContain(uri);
});
