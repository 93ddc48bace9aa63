import { afterAll, expect, test } from "vitest";
import { staticBearer } from "../src/auth/static.js";
import { systemClock } from "../src/clock.js";
import { createHttp } from "../src/http/http.js";
import { createNetwork } from "../src/http/network.js";
import { type Frame, notification, request } from "../src/json-rpc.js";
import { createLink } from "../src/link/choose.js";
import { createLog } from "../src/log.js";
import { cleanUp, hello, until } from "./support/bin.js";
import { startPeer } from "./support/peer.js";

afterAll(cleanUp);

test("after a sleep the stand-alone stream is opened again, idle connections are closed, the token is looked at", async () => {
  const peer = await startPeer();
  peer.streaming = true;
  const frames: Frame[] = [];
  let looked = 0;
  const link = createLink(
    {
      url: () => new URL(peer.url),
      headers: {},
      auth: {
        ...staticBearer(undefined),
        freshen() {
          looked += 1;
        },
      },
      http: createHttp(createNetwork({ proxy: {}, caFiles: [] })),
      clock: systemClock,
      log: createLog({ level: "error", write: () => undefined }),
      connectTimeout: 5_000,
      requestTimeout: 0,
      most: 1_000_000,
      deliver: async (frame) => void frames.push(frame),
    },
    { protocol: "auto", transport: "auto" },
  );
  link.accept(request(1, "initialize", hello));
  await until("the welcome", () => frames.length === 1);
  link.accept(notification("notifications/initialized"));
  await until("the stream", () => peer.streams.size === 1);
  const [before] = peer.streams;
  link.woke();
  await until(
    "a new stream in place of the old one",
    () => peer.streams.size === 1 && !peer.streams.has(before ?? expect.fail("no stream")),
  );
  expect(looked).toBe(1);
  peer.push({ method: "notifications/tools/list_changed" });
  await until("the note", () =>
    frames.some(
      ({ message }) => "method" in message && message.method === "notifications/tools/list_changed",
    ),
  );
  expect(frames.filter(({ message }) => "method" in message)).toHaveLength(1);
  link.accept(request(2, "tools/list"));
  await until("the answer", () => frames.some(({ message }) => "result" in message && message.id === 2));
  await link.close();
  await peer.stop();
});
