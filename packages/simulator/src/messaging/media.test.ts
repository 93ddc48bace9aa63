import { expect, test } from "vitest";
import { send, simulator, testClock } from "../../test/harness.js";
import { mediaTypes } from "./media.js";

const media = "/api/v2/users/9900000/media";

test("a file with slashes in its id is stored, listed, read and deleted", async () => {
  const sim = await simulator();
  const path = `${media}/abc/0/caf%C3%A9.png`;
  const put = await send(sim, path, {
    method: "PUT",
    text: "PNG",
    type: "image/png",
    headers: { "cache-control": "no-cache" },
  });
  expect(put.status).toBe(204);
  const got = await send(sim, path);
  expect(got).toMatchObject({ status: 200, body: "PNG" });
  expect(got.headers.get("content-type")).toBe("image/png");
  expect(got.headers.get("cache-control")).toBe("no-cache");
  expect((await send(sim, `${media}/abc%2F0%2Fcaf%C3%A9.png`)).body).toBe("PNG");
  expect((await send(sim, media)).body).toEqual([
    { content: `${sim.url}${path}`, contentLength: 3, mediaName: "abc/0/café.png" },
  ]);
  expect((await send(sim, path, { method: "DELETE" })).status).toBe(204);
  expect(await send(sim, path)).toMatchObject({ status: 404, body: { type: "not-found" } });
  expect((await send(sim, path, { method: "DELETE" })).status).toBe(404);
});

test("a JSON file is stored as it is", async () => {
  const sim = await simulator();
  await send(sim, `${media}/a.json`, { method: "PUT", text: "{ not json", type: "application/json" });
  expect((await fetchText(`${sim.url}${media}/a.json`)).trim()).toBe("{ not json");
});

const fetchText = async (url: string) => {
  const authorization = `Basic ${Buffer.from("simulator-user:simulator-password").toString("base64")}`;
  return (await fetch(url, { headers: { authorization } })).text();
};

test("uploads of an unknown type or of too many bytes are refused", async () => {
  const sim = await simulator();
  const put = (type: string, text: string) => send(sim, `${media}/a`, { method: "PUT", type, text });
  expect(await put("application/octet-stream", "x")).toMatchObject({
    status: 415,
    body: { type: "unsupported-media-type" },
  });
  expect((await put("text/plain", "x".repeat(3_750_001))).status).toBe(413);
  expect(mediaTypes.size).toBe(48);
});

test("a file is gone after two days", async () => {
  const clock = testClock();
  const sim = await simulator({ clock });
  await send(sim, `${media}/a.txt`, { method: "PUT", type: "text/plain", text: "x" });
  clock.skip(48 * 3_600_000);
  expect((await send(sim, `${media}/a.txt`)).status).toBe(404);
  expect((await send(sim, media)).body).toEqual([]);
});

test("the list goes on behind the Continuation-Token", async () => {
  const sim = await simulator();
  const names = Array.from({ length: 1001 }, (_, at) => `f${String(at).padStart(4, "0")}`);
  for (const name of names)
    await send(sim, `${media}/${name}`, { method: "PUT", type: "text/plain", text: "x" });
  const first = await send(sim, media);
  expect(first.body).toHaveLength(1000);
  const token = first.headers.get("continuation-token") ?? "";
  const second = await send(sim, media, { headers: { "continuation-token": token } });
  expect(second.body).toMatchObject([{ mediaName: "f1000" }]);
  expect(second.headers.get("continuation-token")).toBeNull();
  expect((await send(sim, media, { headers: { "continuation-token": "x" } })).status).toBe(400);
});
