import { spawn } from "node:child_process";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { bxml, call, callsPath, customer, send, simulator, testClock, until } from "../test/harness.js";
import { startSimulator } from "./index.js";

test("an unknown path is 404, a wrong method 405 with the allowed ones", async () => {
  const sim = await simulator();
  expect(await send(sim, "/api/v2/nothing")).toMatchObject({
    status: 404,
    body: { description: expect.any(String) },
  });
  expect((await send(sim, `${callsPath}/%`)).status).toBe(404);
  const wrong = await send(sim, callsPath, { method: "DELETE" });
  expect(wrong.status).toBe(405);
  expect(wrong.headers.get("allow")).toBe("POST, GET");
});

test.each([
  ["another media type", { type: "text/plain", text: "{}" }, 415],
  ["no media type", { type: "", text: "{}" }, 415],
  ["broken JSON", { type: "application/json", text: "{" }, 400],
  ["an array", { json: [] }, 400],
  ["no body", { type: "application/json", method: "POST" }, 400],
])("a JSON route refuses %s", async (_, request, status) => {
  const sim = await simulator();
  expect((await send(sim, callsPath, request)).status).toBe(status);
});

test("a body over the limit is 413", async () => {
  const sim = await simulator({ limits: { bodyBytes: 100 } });
  expect((await send(sim, callsPath, { json: { tag: "x".repeat(200) } })).status).toBe(413);
});

test("an interception answers in place of the simulator", async () => {
  let visits = 0;
  const sim = await simulator({
    intercept: ({ path }) => {
      visits += 1;
      return path === callsPath && visits === 1
        ? { status: 429, headers: { "retry-after": "1" }, body: { a: 1 } }
        : undefined;
    },
  });
  const first = await send(sim, callsPath);
  expect(first).toMatchObject({ status: 429, body: { a: 1 } });
  expect(first.headers.get("retry-after")).toBe("1");
  expect((await send(sim, callsPath)).status).toBe(200);
});

test("a script that throws is a 500 of its API and nothing worse", async () => {
  const sim = await simulator({
    party: () => {
      throw new Error("no such party");
    },
  });
  await expect(call(sim, "http://127.0.0.1:1")).rejects.toThrow('"description":"no such party"');
  expect((await send(sim, callsPath)).status).toBe(200);
});

test("only the newest records are kept", async () => {
  const sim = await simulator({ limits: { records: 2 } });
  for (const n of [1, 2, 3]) await send(sim, `/nothing/${n}`);
  expect(sim.requests.map(({ path }) => path)).toEqual(["/nothing/2", "/nothing/3"]);
  expect(sim.counters.requests).toBe(3);
});

test("a request that never ends is cut off by close, and calls and waiting webhooks with it", async () => {
  const shop = await customer({ "/answer": () => bxml('<Pause duration="3600"/>'), "/slow": () => "hang" });
  const sim = await startSimulator({ clock: testClock(60_000) });
  const playing = await call(sim, shop.url);
  await call(sim, shop.url, { answerUrl: `${shop.url}/slow` });
  await until(() => shop.seen.length === 2);
  const { port, hostname } = new URL(sim.url);
  const socket = connect(Number(port), hostname);
  // Being cut off may show as a reset.
  socket.on("error", () => undefined);
  await new Promise((resolve) => socket.once("connect", resolve));
  socket.write("POST /api/v1/oauth2/token HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n");
  const closed = new Promise((resolve) => socket.once("close", resolve));
  await sim.close();
  await closed;
  await sim.waitForIdle();
  expect((await sim.waitForCall(playing)).state).toBe("answered");
  expect(shop.seen.map(({ path }) => path)).toEqual(["/answer", "/slow"]);
  await expect(send(sim, callsPath)).rejects.toThrow();
});

test("after close nothing keeps the process alive", async () => {
  const library = new URL("../dist/index.js", import.meta.url).href;
  const source = `
    import { get } from "node:http";
    import { startSimulator } from ${JSON.stringify(library)};
    const applications = [{ id: "v", kind: "voice", callbackUrl: "http://127.0.0.1:1" },
                          { id: "m", kind: "messaging", callbackUrl: "http://127.0.0.1:1" }];
    const sim = await startSimulator({ applications });
    sim.placeCall({ from: "+12125550100", to: "+19195550100" });
    sim.sendText({ from: "+12125550100", to: "+19195550100", text: "Hi" });
    await new Promise((resolve) => get(sim.url, { agent: false }, (reply) => reply.resume().once("end", resolve)));
    await new Promise((resolve) => setTimeout(resolve, 300));
    await sim.close();
    const closed = Date.now();
    process.on("exit", () => console.log(Date.now() - closed));
  `;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", source], { timeout: 10_000 });
  let out = "";
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  expect(await new Promise((resolve) => child.once("close", resolve))).toBe(0);
  // The first retry of the message would come after a second.
  expect(out).toMatch(/^\d+\n$/);
  expect(Number(out)).toBeLessThan(700);
});

test("a request that does not arrive in time is answered with 408", async () => {
  const sim = await simulator({ limits: { requestTimeoutMs: 200 } });
  const { port, hostname } = new URL(sim.url);
  const socket = connect(Number(port), hostname);
  socket.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n");
  const answer = await new Promise((resolve) => socket.once("data", (chunk) => resolve(String(chunk))));
  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  socket.destroy();
});

test("a port that is taken is an error, as is a speed of zero", async () => {
  const sim = await simulator();
  await expect(startSimulator({ port: Number(new URL(sim.url).port) })).rejects.toThrow("EADDRINUSE");
  await expect(startSimulator({ speed: 0 })).rejects.toThrow("speed must be above 0");
});
